package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Accounts;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.source.Evidence;

/** Finds the user and group that {@code USER} and {@code --chown} mean ({@code name}, {@code uid}, {@code :group} behind it). */
public final class Owners {

    private Owners() {}

    /** Absent when a name is proven to be in no passwd or group file; the evidence says nothing of the place. */
    public static Fact<Identity> find(String text, Accounts accounts) {
        if (text.isEmpty()) {
            return Fact.present(Identity.ROOT);
        }
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        String group = colon < 0 ? "" : text.substring(colon + 1);
        Fact<Account> account = user.isEmpty() ? Fact.present(Account.ROOT) : account(user, accounts);
        return account.then(found -> {
            Account known = found.value();
            Fact<Integer> gid = group.isEmpty()
                    ? Fact.present(known.gid())
                    : isNumber(group) ? Fact.present(Integer.valueOf(group)) : accounts.group(group);
            return gid.map(number -> new Identity(known.name(), known.uid(), number, known.home(), true));
        });
    }

    private static Fact<Account> account(String user, Accounts accounts) {
        Fact<Account> named = accounts.user(user);
        if (!isNumber(user) || named instanceof Fact.Present<Account>) {
            return named;
        }
        int uid = Integer.parseInt(user);
        Fact<Account> numbered = accounts.user(uid);
        if (numbered instanceof Fact.Present<Account>) {
            return numbered;
        }
        // A number without an account is a user like any other, in the group of root, at home in the root directory.
        return numbered instanceof Fact.Absent<Account>
                ? new Fact.Present<>(new Account("", uid, 0, "/"), Evidence.NONE)
                : numbered;
    }

    static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
