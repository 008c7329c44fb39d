package dev.runtimeaudit.read.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShellReaderTest {

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyShellReadsTheCommonConstructsAlike(Dialect dialect) {
        assertThat(tree("set -e\nexec node \"$@\"\n", dialect)).isEqualTo("[set -e] ; [exec node \"{@}\"]");
        assertThat(tree("a && b || c; d & e\n", dialect)).isEqualTo("(([a] && [b]) || [c]) [d]& [e]");
        assertThat(tree("! a | b |\n c\n", dialect)).isEqualTo("(! [a] | [b] | [c])");
        assertThat(tree("if a; then b; elif c; then d; else e; fi >f\n", dialect))
                .isEqualTo("(if [a] then [b] elif [c] then [d] else [e]) >f");
        assertThat(tree("while a; do b; done; until c\ndo d; done\n", dialect))
                .isEqualTo("(while [a] do [b]) (until [c] do [d])");
        assertThat(tree("for x in a \"$b\"; do c; done\nfor y; do d; done\nfor z\ndo e; done\n", dialect))
                .isEqualTo("(for x in a \"{b}\" do [c]) ; (for y do [d]) ; (for z do [e])");
        assertThat(tree("case $1 in\n start|run) a ;;\n (*) b; c\nesac\n", dialect))
                .isEqualTo("(case {1} <start run> [a];; <*> [b] [c];;)");
        assertThat(tree("f() { a; }\ng() (b)\nh()\n{\n  c\n} >d\n", dialect))
                .isEqualTo("(function f ({} [a])) ; (function g (() [b])) ; (function h ({} [c]) >d)");
        assertThat(tree("A=1 B= C=\"$D\" cmd E=2\n", dialect)).isEqualTo("[A=1 B= C=\"{D}\"  cmd E=2]");
        assertThat(tree("2>&1 >/dev/null cmd <in >>out 3<>x 4<&- >|y\n", dialect))
                .isEqualTo("[cmd 2>&1 >/dev/null <in >>out 3<>x 4<&- >|y]");
        assertThat(tree("# only\n\n  # comments\n", dialect)).isEmpty();
        assertThat(tree("a # not #this\nb#c\n", dialect)).isEqualTo("[a] ; [b#c]");
        assertThat(tree("a \\\n  b\\\nc\n", dialect)).isEqualTo("[a bc]");
        assertThat(tree("echo if then; echo done\n", dialect)).isEqualTo("[echo if then] [echo done]");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyShellReadsQuotesAndExpansionsAlike(Dialect dialect) {
        assertThat(tree("echo 'a\\b' \"c\\$d\\e\\\"f\" g\\ h\n", dialect))
                .isEqualTo("[echo 'a\\b' \"c$d\\e\"f\" g\\ h]");
        assertThat(tree(
                        "echo $a ${b} ${c:-d} ${e#*/} ${f%%.*} ${#g} ${#} $# $1 $10 ${10} $? $$ $! $- $* $@\n",
                        dialect))
                .isEqualTo(
                        "[echo {a} {b} {c:-[d]} {e#[*/]} {f%%[.*]} {#g} {#} {#} {1} {1}0 {10} {?} {$} {!} {-} {*} {@}]");
        assertThat(tree("echo \"${a:-b c}\" ${a:+\"$b\"} \"${a#\"$b\"}\" ${a?no} ${a=\"x}y\"}\n", dialect))
                .isEqualTo("[echo \"{a:-[\"b c\"]}\" {a:+[\"{b}\"]} \"{a#[\"{b}\"]}\" {a?[no]} {a=[\"x}y\"]}]");
        assertThat(tree("x=$(a $(b) \"c)\") y=`d \\`e\\``\n", dialect))
                .isEqualTo("[x=$([a $([b]) \"c)\"]) y=`[d `[e])])]");
        assertThat(tree("echo $((1 + $x * (2))) $ \"$\" \"$ a\"\n", dialect))
                .isEqualTo("[echo $((1 + {x} * (2))) $ \"$\" \"$ a\"]");
        assertThat(tree("echo \"a $(b \"c $(d)\")\" 'x\ny'\n", dialect))
                .isEqualTo("[echo \"a $([b \"c $([d])\"])\" 'x\\ny']");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyShellReadsHereDocumentsAlike(Dialect dialect) {
        assertThat(tree("cat <<EOF >f\na $b \\$c \"d\"\nEOF\nnext\n", dialect))
                .isEqualTo("[cat <<EOF=\"a {b} $c \"d\"\\n\" >f] ; [next]");
        assertThat(tree("cat <<'EOF'\na $b\nEOF\n", dialect)).isEqualTo("[cat <<'EOF'='a $b\\n']");
        assertThat(tree("cat <<-EOF\n\ta\n\t\tEOF\nb\n", dialect)).isEqualTo("[cat <<-EOF=\"a\\n\"] ; [b]");
        assertThat(tree("cat <<A <<B\na\nA\nb\nB\n", dialect)).isEqualTo("[cat <<A=\"a\\n\" <<B=\"b\\n\"]");
        assertThat(tree("x=$(cat <<E\na$(b <<F\nc\nF\n)\nE\n)\n", dialect))
                .isEqualTo("[x=$([cat <<E=\"a$([b <<F=\"c\\n\"])\\n\"])]");
        assertThat(tree("if cat <<E; then\na\nE\nb; fi\n", dialect)).isEqualTo("(if [cat <<E=\"a\\n\"] then [b])");
        assertThat(tree("cat <<E\nnever ends\n", dialect)).isEqualTo("[cat <<E=\"never ends\\n\"]");
    }

    @Test
    void bashReadsWhatIsItsOwn() {
        assertThat(bash("a=(x \"$y\" $(z))\na+=(w)\na[1]=b; a[$i]+=c\n"))
                .isEqualTo("[a=<x \"{y}\" $([z])>] ; [a+=<w>] ; [a<1>=b] [a<$i>+=c]");
        assertThat(bash("declare -A m=([k]=v [\"l\"]=w)\n")).isEqualTo("[declare -A m=<[k]=v [\"l\"]=w>]");
        assertThat(bash("[[ -n $a && ( b == c* || $d =~ ^(x|y)$ ) ]] && e\n"))
                .isEqualTo("(([[ -n {a} && ( b == c* || {d} =~ ^(x|y)$ )) && [e])");
        assertThat(bash("((i++)); for ((i=0; i<n; i++)); do a; done\n"))
                .isEqualTo("((( i++) (for ((i=0; i<n; i++)) do [a])");
        assertThat(bash("a |& b; c &>f; d &>>g; e <<<\"$f\"\n"))
                .isEqualTo("([a 2>&1] | [b]) [c &>f] [d &>>g] [e <<<\"{f}\"]");
        assertThat(bash("diff <(a) >(b)\n")).isEqualTo("[diff <([a]) >([b])]");
        assertThat(bash("function f { a; }\nfunction g() { b; }\nmy-func() { c; }\n"))
                .isEqualTo("(function f ({} [a])) ; (function g ({} [b])) ; (function my-func ({} [c]))");
        assertThat(bash("case a in a) b ;& c) d ;;& esac\n")).isEqualTo("(case a <a> [b];& <c> [d];;&)");
        assertThat(bash("time -p a | b; coproc c; coproc N { d; }; select x in y; do e; done\n"))
                .isEqualTo("(time ([a] | [b])) (coproc [c]) (coproc ({} [d])) (select (for x in y do [e]))");
        assertThat(bash("echo $'a\\n\\x41' $\"b\" $[1+2] {1..3}\n")).isEqualTo("[echo $'a\\nA' \"b\" $((1+2)) {1..3}]");
        assertThat(bash("shopt -s extglob\nrm !(a|b)\n")).isEqualTo("[shopt -s extglob] ; [rm !(a|b)]");
        assertThat(bash("{ a; } 2>&1 | b; exec {fd}>x\n")).isEqualTo("(({} [a]) 2>&1 | [b]) [exec {fd}>x]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "${a[0]} {a<0>}",
                "${a[@]} {a<@>}",
                "${#a[@]} {#a<@>}",
                "${!a} {!a}",
                "${!a*} {!a*}",
                "${!a[@]} {!a<@>}",
                "${a/b/c} {a/[b][c]}",
                "${a//./_} {a//[.][_]}",
                "${a/#b/c} {a/#[b][c]}",
                "${a/%b} {a/%[b]}",
                "${a:1} {a:[1]}",
                "${a:1:2} {a:[1][2]}",
                "${a:$((x?1:2)):3} {a:[$((x?1:2))][3]}",
                "${a^^} {a^^[]}",
                "${a,} {a,[]}",
                "${a@Q} {a@[Q]}",
                "${@:2} {@:[2]}",
                "${a[$b]:-c} {a<$b>:-[c]}",
                "${a[@} {?${a[@}}",
                "${} {?${}}",
                "${a%} {a%[]}",
                "${##} {##}",
                "${#-} {#-}",
                "${#:-x} {#:-[x]}",
            })
    void bashKnowsManyExpansions(String text, String tree) {
        assertThat(bash("echo " + text + "\n")).isEqualTo("[echo " + tree.replace("{?", "{? ") + "]");
    }

    @Test
    void aNestedArithmeticLookalikeIsASubshellInBash() {
        assertThat(bash("((a); (b))\n")).isEqualTo("(() (() [a]) (() [b]))");
        assertThat(bash("echo $((a); (b))\n")).isEqualTo("[echo $((() [a]) (() [b]))]");
        assertThat(tree("((a); b)\n", Dialect.DASH)).isEqualTo("(() (() [a]) [b])");
    }

    @Test
    void theSameTextMeansOtherThingsToOtherShells() {
        assertThat(tree("a &>f\n", Dialect.DASH)).isEqualTo("[a]& [>f]");
        assertThat(tree("a &>f\n", Dialect.ASH)).isEqualTo("[a &>f]");
        assertThat(tree("[[ a && b ]]\n", Dialect.DASH)).isEqualTo("([[[ a] && [b ]]])");
        assertThat(tree("[[ a && b ]]\n", Dialect.ASH)).isEqualTo("[[[ a && b ]]]");
        assertThat(tree("echo $'a\\tb'\n", Dialect.DASH)).isEqualTo("[echo $'a\\tb']");
        assertThat(tree("12>f\n", Dialect.DASH)).isEqualTo("[12 >f]");
        assertThat(tree("12>f\n", Dialect.ASH)).isEqualTo("[12>f]");
        assertThat(tree("function f { a; }\n", Dialect.ASH)).isEqualTo("(function f ({} [a]))");
        assertThat(tree("time a\n", Dialect.ASH)).isEqualTo("[time a]");
        assertThat(tree("cat <(a)\n", Dialect.ASH)).isEqualTo("[cat <([a])]");
        assertThat(tree("echo \"${x:-'}'}\"\n", Dialect.BASH)).isEqualTo("[echo \"{x:-[\"'}'\"]}\"]");
        assertThat(tree("echo \"${x:-'}'}\"\n", Dialect.BASH_POSIX)).isEqualTo("[echo \"{x:-[\"'\"]}'}\"]");
        assertThat(tree("in a\n", Dialect.DASH)).isEqualTo(" ! 1: Syntax error: \"in\" unexpected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "${a[0]} DASH",
                "${a[0]} ASH",
                "${a^^} ASH",
                "${!a} ASH",
                "${a//b/c} DASH",
                "${a:1:2} DASH",
                "${a@Q} ASH",
                "${/} DASH",
            })
    void whatAShellCannotExpandIsABadSubstitution(String text, Dialect dialect) {
        assertThat(tree("echo " + text + "\n", dialect)).isEqualTo("[echo {? " + text + "}]");
    }

    @Test
    void ashKnowsReplacementAndSubstring() {
        assertThat(tree("echo ${a//./_} \"${b:1:2}\" ${c:1} ${d/e}\n", Dialect.ASH))
                .isEqualTo("[echo {a//[.][_]} \"{b:[1][2]}\" {c:[1]} {d/[e]}]");
    }

    @Test
    void spansPointIntoTheFile() {
        Script script = TreeText.read("a\nif b; then\n  c \"$(d)\" >e\nfi\n", Dialect.DASH);
        List<Command> commands = CommandWalk.commands(script);
        assertThat(commands)
                .extracting(c -> c.span().line() + ":" + c.span().column() + "-"
                        + c.span().endLine() + ":" + c.span().endColumn())
                .containsExactly("1:1-1:2", "2:1-4:3", "2:4-2:5", "3:3-3:14", "3:8-3:9");
        assertThat(script.lines()).hasSize(2);
        assertThat(script.lines().get(1).span().line()).isEqualTo(2);
    }

    @Test
    void wordsKnowTheirTextAndTheirPlace() {
        Command.Simple simple = CommandWalk.simple(TreeText.read("VAR=\"x\"y cmd 'a b'c \\$d \"$e\"\n", Dialect.ASH))
                .get(0);
        assertThat(simple.words()).extracting(w -> w.literal().orElse("?")).containsExactly("cmd", "a bc", "$d", "?");
        assertThat(simple.words()).extracting(ShellWord::raw).containsExactly("cmd", "'a b'c", "\\$d", "\"$e\"");
        Command.Assignment assignment = simple.assignments().get(0);
        assertThat(assignment.value().orElseThrow().raw()).isEqualTo("\"x\"y");
        assertThat(assignment.value().orElseThrow().span().column()).isEqualTo(5);
    }

    @Test
    void linesAreThoseTheShellsName() {
        String text = """
                A=1 \\
                b "x
                y" \\
                  z
                for i in 1
                do
                  c <<E
                h
                E
                  d
                done
                """;
        assertThat(lines(text, Dialect.DASH)).containsExactly("b@1", "c@7", "d@10");
        assertThat(lines(text, Dialect.BASH)).containsExactly("b@1", "c@7", "d@10");
        // bash looks at the next word before it notes the line of a command
        assertThat(lines("b \\\n x\n", Dialect.BASH)).containsExactly("b@2");
        assertThat(lines("b \\\n x\n", Dialect.ASH)).containsExactly("b@1");
        // dash counts a backquoted text from 1
        assertThat(lines("\n\necho `b\nc`\n", Dialect.DASH)).containsExactly("echo@3", "b@1", "c@2");
    }

    @Test
    void bashCountsInsideSubstitutionsFromTheCommandAround() {
        // what it prints of a $(…) has no empty lines and one command a line
        assertThat(lines("a x \\\n  \"$(\n\n  b\n\n  c)\"\n", Dialect.BASH)).containsExactly("a@1", "b@1", "c@2");
        assertThat(lines("a \\\n  $(b)\n", Dialect.BASH)).containsExactly("a@2", "b@2");
        assertThat(lines("\na `\nb\n`\n", Dialect.BASH)).containsExactly("a@4", "b@5");
        assertThat(lines("\na <<E\n\n$(\nb)\nE\n", Dialect.BASH)).containsExactly("a@2", "b@3");
        assertThat(lines("a $(if b; then c; fi)\n", Dialect.BASH)).containsExactly("a@1", "b@1", "c@2");
        assertThat(lines("a \"$(b <<E\nx\nE\n)\"\n", Dialect.DASH)).containsExactly("a@1", "b@1");
    }

    @Test
    void ashCountsBackquotesFromTheLastCommandItRan() {
        assertThat(lines("\n\na\nb `c`\n", Dialect.ASH)).containsExactly("a@3", "b@4", "c@3");
        assertThat(lines("b `c`\n", Dialect.ASH)).containsExactly("b@1", "c@0");
    }

    @Test
    void completeCommandsBeforeAnErrorStay() {
        Script script = TreeText.read("echo a\nb; c\nd; fi\ne\n", Dialect.DASH);
        assertThat(TreeText.of(script)).isEqualTo("[echo a] ; [b] [c] ! 3: Syntax error: \"fi\" unexpected");
        assertThat(script.error().orElseThrow().span().line()).isEqualTo(3);
    }

    @Test
    void whatBashParsesLaterCarriesItsOwnError() {
        assertThat(bash("echo `if`\nb\n")).isEqualTo("[echo ` ! 2: syntax error: unexpected end of file)] ; [b]");
        assertThat(bash("cat <<E\n${x\nE\nb\n")).isEqualTo("[cat <<E=\"{? ${x\n}\"] ; [b]");
    }

    @Test
    void aBadArrayCostsBashOnlyItsLine() {
        assertThat(bash("a=(1 & 2); b\nc\n")).isEqualTo("(? a=(1 & 2); b\n) ; [c]");
        assertThat(tree("a=(1 & 2)\nc\n", Dialect.BASH_POSIX))
                .isEqualTo(" ! 1: syntax error near unexpected token `&'");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void tooDeepATextIsUnparsed(Dialect dialect) {
        String deep = "a\n" + "( ".repeat(1000) + "b" + " )".repeat(1000) + "\n";
        assertThat(tree(deep, dialect)).startsWith("[a] ; (? ( ( (");
        String expansions = "a\necho " + "${x:-".repeat(1000) + "}".repeat(1000) + "\n";
        assertThat(tree(expansions, dialect)).startsWith("[a] ; (? echo");
    }

    @Test
    void tooLongATextIsUnparsed() {
        Script script = TreeText.read("a\n".repeat(600_000), Dialect.BASH);
        assertThat(CommandWalk.commands(script))
                .hasOnlyElementsOfType(Command.Unparsed.class)
                .hasSize(1);
    }

    private static List<String> lines(String text, Dialect dialect) {
        return CommandWalk.simple(TreeText.read(text, dialect)).stream()
                .map(simple -> simple.words().get(0).raw() + "@" + simple.line())
                .toList();
    }

    private static String bash(String text) {
        return tree(text, Dialect.BASH);
    }

    private static String tree(String text, Dialect dialect) {
        return TreeText.of(text, dialect);
    }
}
