package dev.runtimeaudit.report;

import java.util.List;

/** Somewhere a result can be written without knowing in which markup. In every text, what stands between backticks is code. */
public interface Page {

    /** @param anchor for links to this place */
    void section(String title, String anchor);

    void paragraph(String text);

    void table(List<String> heads, List<List<String>> rows);

    void list(List<String> items);

    /** A link to a file beside the page. */
    void link(String text, String to);
}
