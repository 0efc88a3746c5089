import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** What differs between PDFBox 2 and 3. */
final class Fonts {
    static final boolean NEEDS_MARKS = false;

    static PDFont helvetica() {
        return new PDType1Font(Standard14Fonts.FontName.HELVETICA);
    }

    static PDDocument load(byte[] data) throws java.io.IOException {
        return Loader.loadPDF(data);
    }
}
