import com.itextpdf.text.Image;
import com.itextpdf.text.Rectangle;
import com.itextpdf.text.pdf.AcroFields;
import com.itextpdf.text.pdf.PdfAnnotation;
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfSignatureAppearance;
import com.itextpdf.text.pdf.PdfStamper;
import com.itextpdf.text.pdf.security.BouncyCastleDigest;
import com.itextpdf.text.pdf.security.CrlClientOffline;
import com.itextpdf.text.pdf.security.LtvTimestamp;
import com.itextpdf.text.pdf.security.LtvVerification;
import com.itextpdf.text.pdf.security.MakeSignature;
import com.itextpdf.text.pdf.security.PrivateKeySignature;
import com.itextpdf.text.pdf.security.TSAClient;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Flows by iText 5. */
public final class Main {
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
        flows = new Flows(folders, "iText", "5.5.13.4");
        Rectangle none = new Rectangle(0, 0, 0, 0);
        flows.make("itext5-two-invisible", "plain", "sign; sign",
            sign("anna", a -> a.setVisibleSignature(none, 1, "Sig1")),
            sign("bo", a -> a.setVisibleSignature(none, 1, "Sig2")));
        flows.make("itext5-two-packed", "packed", "sign; sign",
            sign("anna", a -> a.setVisibleSignature(none, 1, "Sig1")),
            sign("bo", a -> a.setVisibleSignature(none, 1, "Sig2")));
        flows.make("itext5-visible-text", "plain", "sign visibly; sign visibly with reason and place",
            sign("anna", a -> a.setVisibleSignature(BOX, 1, "Sig1")),
            sign("bo", a -> {
                a.setReason("Justering");
                a.setLocation("Testby");
                a.setVisibleSignature(SECOND, 1, "Sig2");
            }));
        flows.make("itext5-visible-image", "packed", "sign; sign visibly by a picture and text on page 2",
            sign("anna", a -> a.setVisibleSignature(none, 1, "Sig1")),
            sign("bo", a -> {
                a.setSignatureGraphic(Image.getInstance(new BufferedImage(40, 20, 1), null));
                a.setRenderingMode(PdfSignatureAppearance.RenderingMode.GRAPHIC_AND_DESCRIPTION);
                a.setVisibleSignature(BOX, 2, "Sig2");
            }));
        flows.make("itext5-existing-fields", "form",
            "sign into an empty field; sign into an empty field below a parent",
            sign("anna", a -> a.setVisibleSignature("Ordf")),
            sign("bo", a -> a.setVisibleSignature("Justering.Justerare")));
        flows.make("itext5-certified-filled", "form", "certify P=2; fill in text; tick",
            sign("anna", a -> {
                a.setCertificationLevel(PdfSignatureAppearance.CERTIFIED_FORM_FILLING);
                a.setVisibleSignature("Ordf");
            }), filled("Ort", "Testby"), filled("Bilaga", "Yes"));
        flows.make("itext5-certified-noted", "plain", "certify P=3; add a note",
            sign("anna", a -> {
                a.setCertificationLevel(PdfSignatureAppearance.CERTIFIED_FORM_FILLING_AND_ANNOTATIONS);
                a.setVisibleSignature(none, 1, "Sig1");
            }),
            changed(s -> s.addAnnotation(PdfAnnotation.createText(s.getWriter(),
                new Rectangle(540, 780, 560, 800), "Anna", "Last av kansliet", false, "Comment"), 1)));
        flows.make("itext5-ltv-added", "plain", "sign; LtvVerification; document time-stamp",
            sign("anna", a -> a.setVisibleSignature(none, 1, "Sig1")), Main::verified, Main::timeStamped);
        flows.make("itext5-mixed", "signed", "pyHanko signed; sign visibly",
            sign("bo", a -> a.setVisibleSignature(SECOND, 1, "Sig2")));
        flows.make("itext5-hybrid", "hybrid", "sign; sign visibly",
            sign("anna", a -> a.setVisibleSignature(none, 1, "Sig1")),
            sign("bo", a -> a.setVisibleSignature(SECOND, 1, "Sig2")));
        flows.make("itext5-form-indirect", "form-indirect", "sign into an empty field; sign; /Annots indirect",
            sign("anna", a -> a.setVisibleSignature("Ordf")),
            sign("bo", a -> a.setVisibleSignature(SECOND, 1, "Sig2")));
        flows.make("itext5-lo-signed", "lo-signed", "LibreOffice signs as it exports; sign visibly",
            sign("bo", a -> a.setVisibleSignature(BOX, 1, "Sig2")));
        flows.make("itext5-described", "described", "sign; sign",
            sign("anna", a -> a.setVisibleSignature(none, 1, "Sig1")),
            sign("bo", a -> a.setVisibleSignature(none, 1, "Sig2")));
    }

    static Flows.Step sign(String who, Look look) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfStamper stamper = PdfStamper.createSignature(new PdfReader(data), out, '\0', null, true);
            PdfSignatureAppearance appearance = stamper.getSignatureAppearance();
            look.on(appearance);
            MakeSignature.signDetached(appearance, new BouncyCastleDigest(),
                new PrivateKeySignature(flows.key(who), "SHA-256", "BC"), flows.chain(who), null, null, null, 3000,
                MakeSignature.CryptoStandard.CADES);
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
        return changed(stamper -> {
            AcroFields fields = stamper.getAcroFields();
            fields.setField(field, value);
        });
    }

    static byte[] verified(byte[] data) throws Exception {
        return changed(stamper -> {
            LtvVerification verification = stamper.getLtvVerification();
            for (String name : stamper.getAcroFields().getSignatureNames()) {
                verification.addVerification(name, null, new CrlClientOffline(flows.list().getEncoded()),
                    LtvVerification.CertificateOption.WHOLE_CHAIN, LtvVerification.Level.CRL,
                    LtvVerification.CertificateInclusion.YES);
            }
            verification.merge();
        }).on(data);
    }

    static byte[] timeStamped(byte[] data) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PdfStamper stamper = PdfStamper.createSignature(new PdfReader(data), out, '\0', null, true);
        LtvTimestamp.timestamp(stamper.getSignatureAppearance(), new TSAClient() {
            @Override
            public int getTokenSizeEstimate() {
                return 4096;
            }

            @Override
            public MessageDigest getMessageDigest() throws java.security.GeneralSecurityException {
                return MessageDigest.getInstance("SHA-256");
            }

            @Override
            public byte[] getTimeStampToken(byte[] imprint) throws Exception {
                return flows.token(imprint);
            }
        }, "Tid1");
        return out.toByteArray();
    }
}
