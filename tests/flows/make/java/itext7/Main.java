import com.itextpdf.forms.PdfAcroForm;
import com.itextpdf.forms.PdfSigFieldLock;
import com.itextpdf.io.image.ImageDataFactory;
import com.itextpdf.kernel.geom.Rectangle;
import com.itextpdf.kernel.pdf.PdfDocument;
import com.itextpdf.kernel.pdf.PdfReader;
import com.itextpdf.kernel.pdf.PdfWriter;
import com.itextpdf.kernel.pdf.StampingProperties;
import com.itextpdf.kernel.pdf.annot.PdfTextAnnotation;
import com.itextpdf.signatures.BouncyCastleDigest;
import com.itextpdf.signatures.CrlClientOffline;
import com.itextpdf.signatures.ITSAClient;
import com.itextpdf.signatures.LtvVerification;
import com.itextpdf.signatures.PdfSignatureAppearance;
import com.itextpdf.signatures.PdfSigner;
import com.itextpdf.signatures.PrivateKeySignature;
import com.itextpdf.signatures.SignatureUtil;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.Security;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Flows by iText 7 and 8: the version is the fourth argument. */
public final class Main {
    static Flows flows;
    static final Rectangle BOX = new Rectangle(72, 420, 200, 50);
    static final Rectangle SECOND = new Rectangle(300, 420, 200, 50);

    public static void main(String[] folders) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        flows = new Flows(folders, "iText", folders[3]);
        String prefix = "itext" + folders[3].charAt(0) + "-";
        flows.make(prefix + "two-invisible", "plain", "sign; sign", sign("anna", "Sig1"), sign("bo", "Sig2"));
        flows.make(prefix + "two-packed", "packed", "sign; sign; sign",
            sign("anna", "Sig1"), sign("bo", "Sig2"), sign("cecilia", "Sig3"));
        flows.make(prefix + "visible-text", "plain", "sign visibly; sign visibly with reason and place",
            sign("anna", "Sig1", s -> seen(s, BOX)),
            sign("bo", "Sig2", s -> seen(s, SECOND).setReason("Justering").setLocation("Testby")));
        flows.make(prefix + "visible-image", "packed", "sign; sign visibly by a picture and text on page 2",
            sign("anna", "Sig1"), sign("bo", "Sig2", s -> seen(s, BOX).setPageNumber(2)
                .setSignatureGraphic(ImageDataFactory.createPng(picture()))
                .setRenderingMode(PdfSignatureAppearance.RenderingMode.GRAPHIC_AND_DESCRIPTION)));
        // iText 7.1 refuses names with a dot.
        String below = folders[3].startsWith("7") ? "Sig2" : "Justering.Justerare";
        flows.make(prefix + "existing-fields", "form",
            "sign into an empty field; sign into " + (below.equals("Sig2") ? "a new one" : "one below a parent"),
            sign("anna", "Ordf"), sign("bo", below));
        flows.make(prefix + "certified-filled", "form-packed", "certify P=2; fill in text; sign",
            sign("anna", "Ordf", s -> s.setCertificationLevel(PdfSigner.CERTIFIED_FORM_FILLING)),
            filled("Ort", "Testby"), sign("bo", below));
        flows.make(prefix + "certified-ticked", "form-packed", "certify P=2; tick",
            sign("anna", "Ordf", s -> s.setCertificationLevel(PdfSigner.CERTIFIED_FORM_FILLING)),
            filled("Bilaga", "Yes"));
        flows.make(prefix + "certified-noted", "plain", "certify P=3; add a note",
            sign("anna", "Sig1",
                s -> s.setCertificationLevel(PdfSigner.CERTIFIED_FORM_FILLING_AND_ANNOTATIONS)), Main::noted);
        flows.make(prefix + "ltv-added", "plain", "sign; LtvVerification; document time-stamp",
            sign("anna", "Sig1"), Main::verified, timeStamp("Tid1"));
        flows.make(prefix + "tagged", "tagged", "sign; sign visibly",
            sign("anna", "Sig1"), sign("bo", "Sig2", s -> seen(s, BOX)));
    }

    static PdfSignatureAppearance seen(PdfSigner signer, Rectangle box) {
        return signer.getSignatureAppearance().setPageRect(box).setPageNumber(1);
    }

    static PdfReader reader(byte[] data) throws Exception {
        return new PdfReader(new ByteArrayInputStream(data));
    }

    static StampingProperties append() {
        return new StampingProperties().useAppendMode();
    }

    static Flows.Step sign(String who, String field) {
        return sign(who, field, s -> { });
    }

    static Flows.Step sign(String who, String field, Consumer<PdfSigner> how) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfSigner signer = new PdfSigner(reader(data), out, append());
            signer.setFieldName(field);
            how.accept(signer);
            signer.signDetached(new BouncyCastleDigest(), signature(who), flows.chain(who), null, null, null,
                3000, PdfSigner.CryptoStandard.CADES);
            return out.toByteArray();
        };
    }

    static PrivateKeySignature signature(String who) throws Exception {
        return new PrivateKeySignature(flows.key(who), "SHA256", "BC");
    }

    static Flows.Step timeStamp(String field) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new PdfSigner(reader(data), out, append()).timestamp(authority(), field);
            return out.toByteArray();
        };
    }

    static byte[] verified(byte[] data) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PdfDocument document = new PdfDocument(reader(data), new PdfWriter(out), append());
        LtvVerification verification = new LtvVerification(document);
        for (String name : new SignatureUtil(document).getSignatureNames()) {
            verification.addVerification(name, null, new CrlClientOffline(flows.list().getEncoded()),
                LtvVerification.CertificateOption.WHOLE_CHAIN, LtvVerification.Level.CRL,
                LtvVerification.CertificateInclusion.YES);
        }
        verification.merge();
        document.close();
        return out.toByteArray();
    }

    static Flows.Step filled(String field, String value) {
        return changed(document -> PdfAcroForm.getAcroForm(document, false).getField(field).setValue(value));
    }

    static byte[] noted(byte[] data) throws Exception {
        return changed(document -> document.getPage(1).addAnnotation(
            new PdfTextAnnotation(new Rectangle(540, 780, 20, 20)).setContents("Last av kansliet"))).on(data);
    }

    static Flows.Step changed(Consumer<PdfDocument> change) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfDocument document = new PdfDocument(reader(data), new PdfWriter(out), append());
            change.accept(document);
            document.close();
            return out.toByteArray();
        };
    }

    static ITSAClient authority() {
        return new ITSAClient() {
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
        };
    }

    static byte[] picture() {
        try {
            BufferedImage image = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);
            image.createGraphics().setBackground(Color.BLUE);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (Exception error) {
            throw new IllegalStateException(error);
        }
    }
}
