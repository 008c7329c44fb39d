package dev.runtimeaudit.maven;

import dev.runtimeaudit.report.Page;
import java.util.List;
import javax.swing.text.SimpleAttributeSet;
import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.doxia.sink.SinkEventAttributes;

/** A page of a site, in the events of Doxia. */
final class SinkPage implements Page {

    private final Sink sink;

    SinkPage(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void section(String title, String anchor) {
        sink.anchor(anchor);
        sink.anchor_();
        sink.sectionTitle1();
        text(title);
        sink.sectionTitle1_();
    }

    @Override
    public void paragraph(String text) {
        sink.paragraph();
        text(text);
        sink.paragraph_();
    }

    @Override
    public void table(List<String> heads, List<List<String>> rows) {
        sink.table();
        sink.tableRows();
        sink.tableRow();
        heads.forEach(head -> {
            sink.tableHeaderCell();
            text(head);
            sink.tableHeaderCell_();
        });
        sink.tableRow_();
        rows.forEach(row -> {
            sink.tableRow();
            row.forEach(cell -> {
                sink.tableCell();
                text(cell);
                sink.tableCell_();
            });
            sink.tableRow_();
        });
        sink.tableRows_();
        sink.table_();
    }

    @Override
    public void list(List<String> items) {
        sink.list();
        items.forEach(item -> {
            sink.listItem();
            text(item);
            sink.listItem_();
        });
        sink.list_();
    }

    @Override
    public void link(String text, String to) {
        sink.paragraph();
        sink.link(to);
        sink.text(text);
        sink.link_();
        sink.paragraph_();
    }

    private void text(String prose) {
        boolean isCode = false;
        for (String part : prose.split("`", -1)) {
            if (isCode) {
                sink.inline(new Code());
                sink.text(part);
                sink.inline_();
            } else if (!part.isEmpty()) {
                sink.text(part);
            }
            isCode = !isCode;
        }
    }

    /** Doxia's own class for this lies in its core, which this plugin does without. */
    private static final class Code extends SimpleAttributeSet implements SinkEventAttributes {
        private static final long serialVersionUID = 1;

        Code() {
            addAttribute(SEMANTICS, "code");
        }
    }
}
