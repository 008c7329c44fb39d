package dev.runtimeaudit.read.shell;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What bash's lexer tells its grammar; the text is how its error messages name it. */
enum BashToken {
    EOF("EOF"),
    NEWLINE("newline"),
    WORD(""),
    ASSIGNMENT(""),
    /** <code>{fd}</code> in front of a redirection. */
    DESCRIPTOR_WORD(""),
    NUMBER(""),
    ARITHMETIC(""),
    ARITHMETIC_FOR(""),
    /** {@code for ((…)} that lacks a parenthesis. */
    ARITHMETIC_FOR_BROKEN(""),
    AND("&&"),
    OR("||"),
    PIPE("|"),
    PIPE_BOTH("|&"),
    BACKGROUND("&"),
    SEMICOLON(";"),
    END_CASE(";;"),
    FALL_THROUGH(";&"),
    TEST_NEXT(";;&"),
    OPEN("("),
    CLOSE(")"),
    LESS("<"),
    GREATER(">"),
    APPEND(">>"),
    CLOBBER(">|"),
    READ_WRITE("<>"),
    HERE("<<"),
    HERE_TABS("<<-"),
    HERE_STRING("<<<"),
    DUPLICATE_IN("<&"),
    DUPLICATE_OUT(">&"),
    BOTH("&>"),
    BOTH_APPEND("&>>"),
    MINUS("-"),
    TIME_OPTION("-p"),
    TIME_IGNORE("--"),
    IF("if"),
    THEN("then"),
    ELSE("else"),
    ELIF("elif"),
    FI("fi"),
    CASE("case"),
    ESAC("esac"),
    FOR("for"),
    SELECT("select"),
    WHILE("while"),
    UNTIL("until"),
    DO("do"),
    DONE("done"),
    IN("in"),
    FUNCTION("function"),
    TIME("time"),
    BEGIN("{"),
    END("}"),
    NOT("!"),
    CONDITION("[["),
    CONDITION_END("]]"),
    COPROC("coproc");

    private static final Map<String, BashToken> RESERVED = reserved();

    /** After these a reserved word is one, and a word is a command's name. */
    private static final Set<BashToken> BEFORE_COMMANDS = EnumSet.of(
            NEWLINE,
            SEMICOLON,
            OPEN,
            CLOSE,
            PIPE,
            BACKGROUND,
            BEGIN,
            END,
            AND,
            ARITHMETIC,
            NOT,
            PIPE_BOTH,
            CONDITION_END,
            DO,
            DONE,
            ELIF,
            ELSE,
            ESAC,
            FI,
            IF,
            OR,
            END_CASE,
            FALL_THROUGH,
            TEST_NEXT,
            THEN,
            TIME,
            TIME_OPTION,
            TIME_IGNORE,
            COPROC,
            UNTIL,
            WHILE);

    private static final Set<BashToken> REDIRECTIONS = EnumSet.range(LESS, BOTH_APPEND);

    final String text;

    BashToken(String text) {
        this.text = text;
    }

    private static Map<String, BashToken> reserved() {
        Map<String, BashToken> words = new HashMap<>();
        for (BashToken token : EnumSet.range(IF, COPROC)) {
            words.put(token.text, token);
        }
        return Map.copyOf(words);
    }

    static BashToken reserved(String word) {
        return RESERVED.getOrDefault(word, WORD);
    }

    boolean precedesCommand() {
        return BEFORE_COMMANDS.contains(this);
    }

    boolean isRedirection() {
        return REDIRECTIONS.contains(this);
    }

    boolean isWord() {
        return this == WORD || this == ASSIGNMENT;
    }
}
