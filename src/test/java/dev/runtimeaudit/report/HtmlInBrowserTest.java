package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where there is one. Its pictures are for the eye: {@code target/pictures}. */
class HtmlInBrowserTest {

    private static final Path PICTURES = Path.of("target", "pictures");

    /** Measured by the page itself, behind its own script, for want of a hand at the browser. */
    private static final String MEASURES = """
            <script>
            const root = document.documentElement;
            root.dataset.wider = root.scrollWidth - root.clientWidth;
            const reached = Array.from(document.querySelectorAll("a[href], select, button, summary, [tabindex]"))
                .filter((each) => each.checkVisibility());
            root.dataset.asked = reached.length;
            root.dataset.deaf = reached.filter((each) => { each.focus(); return document.activeElement !== each; }).length;
            </script>
            """;

    private static String measured(String page) {
        return page.replace("</body>", MEASURES + "</body>");
    }

    @Test
    void itFiltersByWhatTheAddressSays(@TempDir Path directory) throws Exception {
        Browser browser = Browser.in(directory);
        String page = Html.of(Sample.result());
        String all = browser.dom(page, "", 1200);
        assertThat(hidden(all)).isZero();
        assertThat(all).doesNotContain("<form id=\"filter\" aria-label=\"Filter the findings\" hidden");
        String critical = browser.dom(page, "?severity=critical", 1200);
        assertThat(hidden(critical)).isPositive();
        assertThat(critical).contains("2 findings");
        assertThat(hidden(browser.dom(page, "?severity=nonsense", 1200))).isZero();
    }

    private static int hidden(String dom) {
        return HtmlTest.all(dom, "<(article|section)[^>]* hidden=\"\"").size();
    }

    @Test
    void nothingIsWiderThanTheWindowAndTheKeyboardReachesEverything(@TempDir Path directory) throws Exception {
        Browser browser = Browser.in(directory);
        for (int width : List.of(1200, 500)) {
            String dom = browser.dom(measured(Html.of(Sample.result())), "", width);
            assertThat(dom).as(width + " pixels").contains("data-wider=\"0\"", "data-deaf=\"0\"");
            assertThat(dom).doesNotContain("data-asked=\"0\"");
        }
    }

    @Test
    void itIsLightOrDarkAsTheReaderLikesIt(@TempDir Path directory) throws Exception {
        Browser browser = Browser.in(directory);
        String page = Html.of(Sample.result());
        assertThat(brightness(browser.picture(page, PICTURES.resolve("light.png"), 1200, false)))
                .isGreaterThan(0.8);
        assertThat(brightness(browser.picture(page, PICTURES.resolve("dark.png"), 1200, true)))
                .isLessThan(0.3);
        browser.picture(page, PICTURES.resolve("narrow.png"), 500, false);
    }

    private static double brightness(Path picture) throws Exception {
        BufferedImage image = ImageIO.read(picture.toFile());
        double sum = 0;
        for (int x = 0; x < image.getWidth(); x += 10) {
            for (int y = 0; y < image.getHeight(); y += 10) {
                Color colour = new Color(image.getRGB(x, y));
                sum += (colour.getRed() + colour.getGreen() + colour.getBlue()) / 765.0;
            }
        }
        return sum / (Math.ceil(image.getWidth() / 10.0) * Math.ceil(image.getHeight() / 10.0));
    }

    @Test
    void itPrints(@TempDir Path directory) throws Exception {
        Path printed = Browser.in(directory).printed(Html.of(Sample.result()), PICTURES.resolve("print.pdf"));
        String pdf = Files.readString(printed, StandardCharsets.ISO_8859_1);
        assertThat(pdf).startsWith("%PDF").hasSizeGreaterThan(20_000);
        assertThat(HtmlTest.all(pdf, "(/Type /Page)\\b")).hasSizeBetween(3, 8);
    }
}
