import com.lowagie.text.Image;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfAnnotation;
import com.lowagie.text.pdf.PdfDate;
import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignature;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.security.Security;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Flows by OpenPDF, in the way of JSignPdf (which signs with it): preClose and a CMS of its own. */
public final class Main {
    static final int ROOM = 3000;
    static Flows flows;
    static final Rectangle BOX = new Rectangle(72, 420, 272, 470);
    static final Rectangle SECOND = new Rectangle(300, 420, 500, 470);

    /** How a signature looks. */
    interface Look {
        void on(PdfSignatureAppearance appearance) throws Exception;
    }

    /** What an update changes. */
    interface Change {
        void on(PdfStamper stamper) throws Exception;
    }

    public static void main(String[] folders) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        flows = new Flows(folders, "OpenPDF", "1.3.43");
        flows.make("openpdf-two-invisible", "plain", "sign; sign", sign("anna", a -> { }), sign("bo", a -> { }));
        flows.make("openpdf-two-packed", "packed", "sign; sign", sign("anna", a -> { }), sign("bo", a -> { }));
        flows.make("openpdf-visible-text", "plain", "sign visibly; sign visibly with reason and place",
            sign("anna", a -> a.setVisibleSignature(BOX, 1, "Sig1")),
            sign("bo", a -> {
                a.setReason("Justering");
                a.setLocation("Testby");
                a.setVisibleSignature(SECOND, 1, "Sig2");
            }));
        flows.make("openpdf-visible-image", "packed", "sign; sign visibly by a picture and text on page 2",
            sign("anna", a -> { }),
            sign("bo", a -> {
                a.setSignatureGraphic(Image.getInstance(new BufferedImage(40, 20, 1), null));
                a.setRender(PdfSignatureAppearance.SignatureRenderGraphicAndDescription);
                a.setVisibleSignature(BOX, 2, "Sig2");
            }));
        flows.make("openpdf-existing-fields", "form",
            "sign into an empty field; sign into an empty field below a parent",
            sign("anna", a -> a.setVisibleSignature("Ordf")),
            sign("bo", a -> a.setVisibleSignature("Justering.Justerare")));
        flows.make("openpdf-certified-filled", "form", "certify P=2; fill in text; tick",
            sign("anna", a -> {
                a.setCertificationLevel(PdfSignatureAppearance.CERTIFIED_FORM_FILLING);
                a.setVisibleSignature("Ordf");
            }), filled("Ort", "Testby"), filled("Bilaga", "Yes"));
        flows.make("openpdf-certified-noted", "plain", "certify P=3; add a note",
            sign("anna",
                a -> a.setCertificationLevel(PdfSignatureAppearance.CERTIFIED_FORM_FILLING_AND_ANNOTATIONS)),
            changed(s -> s.addAnnotation(PdfAnnotation.createText(s.getWriter(),
                new Rectangle(540, 780, 560, 800), "Anna", "Last av kansliet", false, "Comment"), 1)));
        flows.make("openpdf-mixed", "signed", "pyHanko signed; sign visibly",
            sign("bo", a -> a.setVisibleSignature(SECOND, 1, "Sig2")));
        flows.make("openpdf-form-indirect", "form-indirect", "sign into an empty field; sign; /Annots indirect",
            sign("anna", a -> a.setVisibleSignature("Ordf")),
            sign("bo", a -> a.setVisibleSignature(SECOND, 1, "Sig2")));
        flows.make("openpdf-tagged", "tagged", "sign; sign visibly",
            sign("anna", a -> { }), sign("bo", a -> a.setVisibleSignature(BOX, 1, "Sig2")));
    }

    static Flows.Step sign(String who, Look look) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfStamper stamper = PdfStamper.createSignature(new PdfReader(data), out, '\0', null, true);
            PdfSignatureAppearance appearance = stamper.getSignatureAppearance();
            appearance.setCrypto(null, flows.chain(who), null, PdfSignatureAppearance.WINCER_SIGNED);
            appearance.setSignDate(java.util.Calendar.getInstance());
            look.on(appearance);
            PdfSignature dictionary = new PdfSignature(PdfName.ADOBE_PPKLITE, new PdfName("adbe.pkcs7.detached"));
            dictionary.setDate(new PdfDate(appearance.getSignDate()));
            if (appearance.getReason() != null) {
                dictionary.setReason(appearance.getReason());
            }
            if (appearance.getLocation() != null) {
                dictionary.setLocation(appearance.getLocation());
            }
            appearance.setCryptoDictionary(dictionary);
            Map<PdfName, Integer> room = new HashMap<>();
            room.put(PdfName.CONTENTS, ROOM * 2 + 2);
            appearance.preClose(room);
            byte[] made = flows.cms(who, appearance.getRangeStream().readAllBytes());
            PdfDictionary changes = new PdfDictionary();
            changes.put(PdfName.CONTENTS, new PdfString(Arrays.copyOf(made, ROOM)).setHexWriting(true));
            appearance.close(changes);
            return out.toByteArray();
        };
    }

    static Flows.Step changed(Change change) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfStamper stamper = new PdfStamper(new PdfReader(data), out, '\0', true);
            change.on(stamper);
            stamper.close();
            return out.toByteArray();
        };
    }

    static Flows.Step filled(String field, String value) {
        return changed(stamper -> stamper.getAcroFields().setField(field, value));
    }
}
