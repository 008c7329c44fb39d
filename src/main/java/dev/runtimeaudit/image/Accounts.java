package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Evidence;
import java.util.SortedMap;
import java.util.TreeMap;

/** The users and groups of an image (/etc/passwd and /etc/group). A value. */
public final class Accounts {

    private final SortedMap<String, Account> users;
    private final SortedMap<String, Integer> groups;
    private final Fact<Account> otherUsers;

    private Accounts(SortedMap<String, Account> users, SortedMap<String, Integer> groups, Fact<Account> otherUsers) {
        this.users = users;
        this.groups = groups;
        this.otherUsers = otherUsers;
    }

    /** No passwd file: {@code scratch}. */
    public static Accounts none() {
        return new Accounts(new TreeMap<>(), new TreeMap<>(), Fact.absent(Evidence.NONE));
    }

    public static Accounts unknown(Reason reason, Evidence evidence) {
        return new Accounts(new TreeMap<>(), new TreeMap<>(), Fact.unknown(reason, evidence));
    }

    public Fact<Account> user(String name) {
        Account known = users.get(name);
        return known != null ? Fact.present(known) : otherUsers;
    }

    /** The user with a number. */
    public Fact<Account> user(int uid) {
        return users.values().stream()
                .filter(u -> u.uid() == uid)
                .findFirst()
                .map(Fact::present)
                .orElse(otherUsers);
    }

    public Fact<Integer> group(String name) {
        Integer known = groups.get(name);
        return known != null ? Fact.present(known) : otherUsers.map(Account::gid);
    }

    public Accounts withUser(Account account) {
        TreeMap<String, Account> changed = new TreeMap<>(users);
        changed.put(account.name(), account);
        return new Accounts(changed, groups, otherUsers);
    }

    public Accounts withGroup(String name, int gid) {
        TreeMap<String, Integer> changed = new TreeMap<>(groups);
        changed.put(name, gid);
        return new Accounts(users, changed, otherUsers);
    }

    public Accounts without(String user) {
        TreeMap<String, Account> changed = new TreeMap<>(users);
        changed.remove(user);
        return new Accounts(changed, groups, otherUsers);
    }

    public Accounts withoutGroup(String group) {
        TreeMap<String, Integer> changed = new TreeMap<>(groups);
        changed.remove(group);
        return new Accounts(users, changed, otherUsers);
    }

    /** Whether a group of this number is known. */
    public boolean hasGroup(int gid) {
        return groups.containsValue(gid);
    }

    /** There may be users and groups that are not listed. */
    public Accounts open(Reason reason, Evidence evidence) {
        return new Accounts(users, groups, Fact.unknown(reason, evidence));
    }

    /** The first free number from 1000 up, or from 100 up for a system account (as adduser and useradd choose). */
    public int freeUid(boolean system) {
        int uid = system ? 100 : 1000;
        while (taken(uid)) {
            uid++;
        }
        return uid;
    }

    private boolean taken(int id) {
        return users.values().stream().anyMatch(u -> u.uid() == id) || groups.containsValue(id);
    }
}
