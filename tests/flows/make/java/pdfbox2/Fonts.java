import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;

/** What differs between PDFBox 2 and 3. */
final class Fonts {
    static final boolean NEEDS_MARKS = true;

    static PDFont helvetica() {
        return PDType1Font.HELVETICA;
    }

    static PDDocument load(byte[] data) throws java.io.IOException {
        return PDDocument.load(data);
    }
}
