package dev.runtimeaudit.report;

import dev.runtimeaudit.report.Stages.Box;
import dev.runtimeaudit.report.Stages.Mark;
import dev.runtimeaudit.report.Stages.Row;
import dev.runtimeaudit.workspace.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The stages of an image as a drawing: one box above the other, arrows for what is copied, marks where it breaks. */
final class StageDrawing {

    private static final int WIDTH = 860;
    private static final int LEFT = 8;
    private static final int BOX = 690;
    private static final int ROW = 22;
    private static final int HEAD = 30;
    private static final int GAP = 26;
    private static final int MOST_LETTERS = 84;

    private final Markup out;
    private final List<Box> boxes;
    private final List<Integer> tops = new ArrayList<>();

    private StageDrawing(Markup out, List<Box> boxes) {
        this.out = out;
        this.boxes = boxes;
    }

    static void draw(Markup out, Stages stages, Service service) {
        if (!stages.isEmpty()) {
            new StageDrawing(out, stages.boxes()).draw(service);
        }
    }

    private void draw(Service service) {
        int y = 8;
        for (Box box : boxes) {
            tops.add(y);
            y += height(box) + GAP;
        }
        String height = String.valueOf(y - GAP + 8);
        out.in(
                "svg",
                () -> {
                    out.text("title", "The stages of " + service.name() + ", and what is copied from where");
                    for (int i = 0; i < boxes.size(); i++) {
                        box(i);
                    }
                    for (int i = 0; i < boxes.size(); i++) {
                        arrows(i);
                    }
                },
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "width",
                String.valueOf(WIDTH),
                "height",
                height,
                "role",
                "img",
                "font-family",
                "monospace",
                "font-size",
                "12",
                "class",
                "stages");
    }

    /**
     * What stands on one line of a box: an instruction, or what the proof says of it.
     *
     * @param number empty for what is said
     */
    private record Line(String number, String text, Mark mark, OptionalInt from, String title) {}

    private static List<Line> lines(Box box) {
        List<Line> lines = new ArrayList<>();
        says(lines, box.mark(), box.says());
        for (Row row : box.rows()) {
            if (row.matters()) {
                lines.add(new Line(
                        String.valueOf(row.at().line()),
                        row.text(),
                        row.mark(),
                        row.from(),
                        row.at() + row.says().stream().map(says -> "; " + says).collect(Collectors.joining())));
                says(lines, row.mark(), row.says());
            }
        }
        return lines;
    }

    /** What decides stands there to be read; the rest is behind the line. */
    private static void says(List<Line> lines, Mark mark, List<String> says) {
        if (mark == Mark.BREAKS || mark == Mark.OPEN || mark == Mark.PROOF) {
            says.stream()
                    .reduce((first, last) -> last)
                    .ifPresent(said ->
                            lines.add(new Line("", "↳ " + said.replace("`", ""), mark, OptionalInt.empty(), said)));
        }
    }

    private static int height(Box box) {
        return HEAD + ROW * lines(box).size() + 8;
    }

    private void box(int index) {
        Box box = boxes.get(index);
        int top = tops.get(index);
        boolean ships = index == boxes.size() - 1;
        out.empty(
                "rect",
                "x",
                at(LEFT),
                "y",
                at(top),
                "width",
                at(BOX),
                "height",
                at(height(box)),
                "rx",
                "6",
                // What the style sheet says again: sites that show reports from builds may block it.
                "fill",
                "none",
                "stroke",
                "currentColor",
                "class",
                ships ? "stage ships" : "stage");
        out.text(
                "text",
                box.name() + (ships ? " (ships)" : ""),
                "x",
                at(LEFT + 12),
                "y",
                at(top + 20),
                "class",
                "stage-name");
        out.text(
                "text",
                "FROM " + shortened(box.base(), 52),
                "x",
                at(LEFT + BOX - 12),
                "y",
                at(top + 20),
                "text-anchor",
                "end",
                "class",
                "stage-base " + id(box.mark()));
        List<Line> lines = lines(box);
        for (int i = 0; i < lines.size(); i++) {
            line(lines.get(i), top + HEAD + i * ROW);
        }
    }

    private void line(Line line, int y) {
        out.in(
                "g",
                () -> {
                    out.text("title", line.title());
                    out.empty(
                            "rect",
                            "x",
                            at(LEFT + 4),
                            "y",
                            at(y),
                            "width",
                            at(BOX - 8),
                            "height",
                            at(ROW - 2),
                            "rx",
                            "3",
                            "fill",
                            "none",
                            "class",
                            "row");
                    out.text(
                            "text",
                            line.number().isEmpty() ? "" : sign(line.mark()),
                            "x",
                            at(LEFT + 10),
                            "y",
                            at(y + 15),
                            "class",
                            "sign");
                    out.text(
                            "text",
                            line.number(),
                            "x",
                            at(LEFT + 50),
                            "y",
                            at(y + 15),
                            "text-anchor",
                            "end",
                            "class",
                            "number");
                    out.text(
                            "text",
                            shortened(line.text(), MOST_LETTERS),
                            "x",
                            at(LEFT + 60),
                            "y",
                            at(y + 15),
                            "class",
                            "code");
                },
                "class",
                "line " + id(line.mark()));
    }

    private void arrows(int index) {
        Box box = boxes.get(index);
        box.parent().ifPresent(parent -> {
            int from = tops.get(parent) + height(boxes.get(parent));
            int to = tops.get(index);
            if (parent == index - 1) {
                arrow("M" + (LEFT + 40) + "," + from + " L" + (LEFT + 40) + "," + (to - 6), "base");
                head(LEFT + 40, to, true, "base");
            } else {
                curve(tops.get(parent) + 16, to + 16, index - parent, "base");
            }
        });
        List<Line> lines = lines(box);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            int y = tops.get(index) + HEAD + i * ROW + ROW / 2 - 1;
            line.from()
                    .ifPresent(from -> curve(
                            tops.get(from) + height(boxes.get(from)) - 12,
                            y,
                            index - from,
                            line.mark() == Mark.BREAKS ? "copy breaks" : "copy"));
        }
    }

    /** From the right side of one box to that of a lower one. */
    private void curve(int from, int to, int distance, String kind) {
        int right = LEFT + BOX;
        int bend = right + 40 + Math.min(4, distance) * 28;
        arrow(
                "M" + right + "," + from + " C" + bend + "," + from + " " + bend + "," + to + " " + (right + 6) + ","
                        + to,
                kind);
        head(right, to, false, kind);
    }

    private void arrow(String path, String kind) {
        out.empty("path", "d", path, "fill", "none", "stroke", "currentColor", "class", "arrow " + kind);
    }

    private void head(int x, int y, boolean down, String kind) {
        String points = down
                ? x + "," + y + " " + (x - 4) + "," + (y - 8) + " " + (x + 4) + "," + (y - 8)
                : x + "," + y + " " + (x + 8) + "," + (y - 4) + " " + (x + 8) + "," + (y + 4);
        out.empty("polygon", "points", points, "class", "head " + kind);
    }

    private static String sign(Mark mark) {
        return switch (mark) {
            case BREAKS -> "✗";
            case GOOD -> "✓";
            case OPEN -> "?";
            case PROOF -> "•";
            case NONE -> "";
        };
    }

    private static String id(Mark mark) {
        return "mark-" + Markup.anchor(mark.name());
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static String at(int number) {
        return String.valueOf(number);
    }
}
