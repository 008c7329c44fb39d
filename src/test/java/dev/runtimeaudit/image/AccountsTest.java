package dev.runtimeaudit.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.Evidence;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private static final Account APP = new Account("app", 1001, 1001, "/home/app");

    private final Accounts closed = Accounts.none().withUser(Account.ROOT).withGroup("root", 0);

    @Test
    void aUserIsFoundByNameAndByNumber() {
        Accounts accounts = closed.withUser(APP);
        assertThat(accounts.user("app")).isEqualTo(Fact.present(APP));
        assertThat(accounts.user(1001)).isEqualTo(Fact.present(APP));
    }

    @Test
    void whereEveryUserIsListedAnotherOneIsAbsent() {
        assertThat(closed.user("app")).isInstanceOf(Fact.Absent.class);
        assertThat(closed.user(1001)).isInstanceOf(Fact.Absent.class);
        assertThat(closed.group("app")).isInstanceOf(Fact.Absent.class);
    }

    @Test
    void whereSomeUsersAreNotListedAnotherOneIsUnknown() {
        Accounts open = closed.open(Reason.BASE_IMAGE_PARTLY_KNOWN, Evidence.NONE);
        assertThat(open.user("root")).isEqualTo(Fact.present(Account.ROOT));
        assertThat(open.user("app")).isInstanceOf(Fact.Unknown.class);
        assertThat(open.user(1001)).isInstanceOf(Fact.Unknown.class);
        assertThat(open.group("app")).isInstanceOf(Fact.Unknown.class);
    }

    @Test
    void aRemovedUserIsGoneAlsoWhereOthersAreNotListed() {
        assertThat(closed.withUser(APP).without("app").user("app")).isInstanceOf(Fact.Absent.class);
    }

    @Test
    void aNewUserGetsTheNextNumberThatNoUserAndNoGroupHas() {
        assertThat(closed.freeUid(false)).isEqualTo(1000);
        assertThat(closed.withUser(new Account("node", 1000, 1000, "/home/node"))
                        .freeUid(false))
                .isEqualTo(1001);
        assertThat(closed.withGroup("nodejs", 1000).freeUid(false)).isEqualTo(1001);
        assertThat(closed.freeUid(true)).isEqualTo(100);
    }

    @Test
    void aUserMayHaveANumberThatAlsoAnotherHas() {
        Accounts two = closed.withUser(APP).withUser(new Account("zoe", 1001, 1001, "/"));
        assertThat(two.user(1001)).isEqualTo(Fact.present(APP));
    }
}
