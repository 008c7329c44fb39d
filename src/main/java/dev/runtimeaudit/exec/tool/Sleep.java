package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import java.util.List;
import java.util.Optional;

/** {@code sleep}: as the main process it is what keeps a container up. */
final class Sleep implements Tool {

    /** Who sleeps longer than this as the last thing is meant to stay. */
    private static final double LONG = 60;

    @Override
    public List<End> run(Use use, List<String> words) {
        if (words.isEmpty()) {
            return use.fails(1, use.isBusybox() ? "Usage: sleep [N]..." : "sleep: missing operand");
        }
        double seconds = 0;
        for (String word : words) {
            Optional<Double> one = seconds(word);
            if (one.isEmpty()) {
                String said = use.isBusybox()
                        ? "sleep: invalid number '" + word + "'"
                        : "sleep: invalid time interval '" + word + "'";
                return use.fails(1, said);
            }
            seconds += one.get();
        }
        boolean stays = Double.isInfinite(seconds) || use.call().last() && seconds >= LONG;
        return stays ? use.never() : use.tells(true);
    }

    static Optional<Double> seconds(String text) {
        if (text.equals("infinity") || text.equals("inf")) {
            return Optional.of(Double.POSITIVE_INFINITY);
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int unit = "smhd".indexOf(text.charAt(text.length() - 1));
        String number = unit < 0 ? text : text.substring(0, text.length() - 1);
        boolean digits = !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
        if (!digits || number.equals(".") || number.indexOf('.') != number.lastIndexOf('.')) {
            return Optional.empty();
        }
        double factor = unit < 1 ? 1 : unit == 1 ? 60 : unit == 2 ? 3600 : 86400;
        return Optional.of(Double.parseDouble(number) * factor);
    }
}
