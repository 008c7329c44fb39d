package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Fact;
import java.util.List;

/** Tools that look at users. */
final class People {

    private People() {}

    static List<End> whoami(Use use, List<String> words) {
        Identity who = use.call().machine().identity();
        boolean named = who.known()
                && !who.name().isEmpty()
                && !Character.isDigit(who.name().charAt(0));
        if (!words.isEmpty() || !who.known()) {
            return use.ends();
        }
        boolean nobody = use.call().machine().accounts().user(who.uid()) instanceof Fact.Absent<Account>;
        if (nobody) {
            return use.fails(
                    1,
                    use.isBusybox()
                            ? "whoami: unknown uid " + who.uid()
                            : "whoami: cannot find name for user ID " + who.uid());
        }
        return named ? use.prints(who.name() + "\n") : use.ends();
    }

    static List<End> id(Use use, List<String> words) {
        Use.Line line = Use.line(words, "ugnrG", "");
        Identity who = use.call().machine().identity();
        if (line.odd() || !who.known()) {
            return use.ends();
        }
        int uid = who.uid();
        int gid = who.gid();
        String name = who.name();
        if (!line.operands().isEmpty()) {
            String user = line.operands().get(0);
            Fact<Account> account = use.call().machine().accounts().user(user);
            if (account instanceof Fact.Absent<Account>) {
                return use.fails(1, use.isBusybox() ? "id: unknown user " + user : "id: '" + user + "': no such user");
            }
            if (!(account instanceof Fact.Present<Account> present)) {
                return use.ends();
            }
            uid = present.value().uid();
            gid = present.value().gid();
            name = present.value().name();
        }
        if (line.letters().equals("u")) {
            return use.prints(uid + "\n");
        }
        if (line.letters().equals("g")) {
            return use.prints(gid + "\n");
        }
        boolean asksName = line.has('u') && line.has('n');
        return asksName && !name.isEmpty() && !Character.isDigit(name.charAt(0))
                ? use.prints(name + "\n")
                : use.printsSomething();
    }

    static List<End> getent(Use use, List<String> words) {
        boolean user = words.size() == 2 && words.get(0).equals("passwd");
        if (!user) {
            return use.ends();
        }
        Fact<Account> account = use.call().machine().accounts().user(words.get(1));
        if (account instanceof Fact.Present<Account>) {
            return use.printsSomething();
        }
        boolean number = words.get(1).chars().allMatch(Character::isDigit);
        return account instanceof Fact.Absent<Account> && !number
                ? use.code(2, dev.runtimeaudit.exec.Value.of(""))
                : use.ends();
    }
}
