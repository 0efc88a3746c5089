import com.itextpdf.forms.PdfAcroForm;
import com.itextpdf.forms.PdfSigFieldLock;
import com.itextpdf.forms.fields.PdfFormCreator;
import com.itextpdf.forms.fields.SignatureFormFieldBuilder;
import com.itextpdf.forms.fields.properties.SignedAppearanceText;
import com.itextpdf.forms.form.element.SignatureFieldAppearance;
import com.itextpdf.io.image.ImageDataFactory;
import com.itextpdf.kernel.geom.Rectangle;
import com.itextpdf.kernel.pdf.PdfDocument;
import com.itextpdf.kernel.pdf.PdfReader;
import com.itextpdf.kernel.pdf.PdfWriter;
import com.itextpdf.kernel.pdf.StampingProperties;
import com.itextpdf.kernel.pdf.annot.PdfTextAnnotation;
import com.itextpdf.signatures.AccessPermissions;
import com.itextpdf.signatures.BouncyCastleDigest;
import com.itextpdf.signatures.CrlClientOffline;
import com.itextpdf.signatures.ITSAClient;
import com.itextpdf.signatures.LtvVerification;
import com.itextpdf.signatures.PdfPadesSigner;
import com.itextpdf.signatures.PdfSigner;
import com.itextpdf.signatures.PrivateKeySignature;
import com.itextpdf.signatures.SignatureUtil;
import com.itextpdf.signatures.SignerProperties;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.Security;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Flows by iText 9. */
public final class Main {
    static Flows flows;
    static final Rectangle BOX = new Rectangle(72, 420, 200, 50);
    static final Rectangle SECOND = new Rectangle(300, 420, 200, 50);

    public static void main(String[] folders) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        flows = new Flows(folders, "iText", "9.3.0");
        flows.make("itext9-two-invisible", "plain", "sign; sign", sign("anna", "Sig1"), sign("bo", "Sig2"));
        flows.make("itext9-two-packed", "packed", "sign; sign; sign",
            sign("anna", "Sig1"), sign("bo", "Sig2"), sign("cecilia", "Sig3"));
        flows.make("itext9-visible-text", "plain", "sign visibly; sign visibly with reason and place",
            sign("anna", "Sig1", p -> p.setPageRect(BOX).setPageNumber(1)),
            sign("bo", "Sig2", p -> p.setPageRect(SECOND).setPageNumber(1)
                .setReason("Justering").setLocation("Testby")));
        flows.make("itext9-visible-image", "packed", "sign; sign visibly by a picture and text on page 2",
            sign("anna", "Sig1"), sign("bo", "Sig2", p -> p.setPageRect(BOX).setPageNumber(2)
                .setSignatureAppearance(new SignatureFieldAppearance(SignerProperties.IGNORED_ID)
                    .setContent("Signerat av Bo Testsson", ImageDataFactory.createPng(picture())))));
        flows.make("itext9-visible-described", "nested", "sign; sign visibly with words of its own",
            sign("anna", "Sig1"), sign("bo", "Sig2", p -> p.setPageRect(BOX).setPageNumber(1)
                .setSignatureAppearance(new SignatureFieldAppearance(SignerProperties.IGNORED_ID)
                    .setContent(new SignedAppearanceText().setSignedBy("Bo Testsson")))));
        flows.make("itext9-existing-fields", "form",
            "sign into an empty field; sign into an empty field below a parent",
            sign("anna", "Ordf"), sign("bo", "Justering.Justerare"));
        flows.make("itext9-existing-fields-packed", "form-packed",
            "sign into an empty field; sign into an empty field below a parent",
            sign("anna", "Ordf"), sign("bo", "Justering.Justerare"));
        flows.make("itext9-certified-filled", "form", "certify P=2; fill in text; tick",
            sign("anna", "Ordf", p -> p.setCertificationLevel(AccessPermissions.FORM_FIELDS_MODIFICATION)),
            filled("Ort", "Testby"), filled("Bilaga", "Yes"));
        flows.make("itext9-certified-filled-signed", "form-packed", "certify P=2; fill in text; sign",
            sign("anna", "Ordf", p -> p.setCertificationLevel(AccessPermissions.FORM_FIELDS_MODIFICATION)),
            filled("Datum", "2026-03-02"), sign("bo", "Justering.Justerare"));
        flows.make("itext9-certified-noted", "plain", "certify P=3; add a note",
            sign("anna", "Sig1", p -> p.setCertificationLevel(AccessPermissions.ANNOTATION_MODIFICATION)),
            Main::noted);
        flows.make("itext9-certified-second", "plain", "certify P=2; sign",
            sign("anna", "Sig1", p -> p.setCertificationLevel(AccessPermissions.FORM_FIELDS_MODIFICATION)),
            sign("bo", "Sig2"));
        flows.make("itext9-locked", "form", "certify P=2, the field locks Ort; sign into another field",
            sign("anna", "L", p -> p.setCertificationLevel(AccessPermissions.FORM_FIELDS_MODIFICATION)
                .setFieldLockDict(new PdfSigFieldLock().setFieldLock(PdfSigFieldLock.LockAction.INCLUDE, "Ort"))),
            sign("bo", "Ordf"));
        flows.make("itext9-empty-field-added", "plain", "sign; add an empty field; sign into it",
            sign("anna", "Sig1"), Main::emptyAdded, sign("bo", "Tom"));
        flows.make("itext9-b-t", "plain", "sign B-T; sign B-T", stamped("anna", "Sig1"), stamped("bo", "Sig2"));
        flows.make("itext9-b-lt", "plain", "sign B-LT", longTerm("anna", "Sig1", false));
        flows.make("itext9-b-lta", "plain", "sign B-LTA", longTerm("anna", "Sig1", true));
        flows.make("itext9-b-lta-prolonged", "packed", "sign B-LTA; prolong",
            longTerm("anna", "Sig1", true), Main::prolonged);
        flows.make("itext9-b-lta-second", "plain", "sign B-LTA; sign B-LTA",
            longTerm("anna", "Sig1", true), longTerm("bo", "Sig2", true));
        flows.make("itext9-ltv-added", "plain", "sign; LtvVerification; document time-stamp",
            sign("anna", "Sig1"), Main::verified, timeStamp("Tid1"));
        // A look in a PDF/A wants a font that is embedded: these two are not seen.
        flows.make("itext9-lo-signed", "lo-signed", "LibreOffice signs as it exports; sign", sign("bo", "Sig2"));
        flows.make("itext9-lo-tagged", "lo-tagged", "sign; sign", sign("anna", "Sig1"), sign("bo", "Sig2"));
        flows.make("itext9-mixed", "signed", "pyHanko signed; sign visibly; document time-stamp",
            sign("bo", "Sig2", p -> p.setPageRect(SECOND).setPageNumber(1)), timeStamp("Tid1"));
        flows.make("itext9-hybrid", "hybrid", "sign; sign", sign("anna", "Sig1"), sign("bo", "Sig2"));
        flows.make("itext9-form-indirect", "form-indirect", "sign into an empty field; sign; /Annots indirect",
            sign("anna", "Ordf"), sign("bo", "Sig2"));
        flows.make("itext9-described", "described", "sign; sign", sign("anna", "Sig1"), sign("bo", "Sig2"));
        flows.make("itext9-tagged", "tagged", "sign; sign visibly",
            sign("anna", "Sig1"), sign("bo", "Sig2", p -> p.setPageRect(BOX).setPageNumber(1)));
        flows.make("itext9-deferred", "plain", "sign; prepare a container, filled in later",
            sign("anna", "Sig1"), deferred("bo", "Sig2"));
        flows.make("itext9-commented", "commented", "sign; sign visibly on a page with a link",
            sign("anna", "Sig1"), sign("bo", "Sig2", p -> p.setPageRect(BOX).setPageNumber(1)));
    }

    static PdfReader reader(byte[] data) throws Exception {
        return new PdfReader(new ByteArrayInputStream(data));
    }

    static StampingProperties append() {
        return new StampingProperties().useAppendMode();
    }

    static Flows.Step sign(String who, String field) {
        return sign(who, field, p -> { });
    }

    static Flows.Step sign(String who, String field, Consumer<SignerProperties> how) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfSigner signer = new PdfSigner(reader(data), out, append());
            SignerProperties properties = new SignerProperties().setFieldName(field);
            how.accept(properties);
            signer.setSignerProperties(properties);
            signer.signDetached(new BouncyCastleDigest(), signature(who), flows.chain(who), null, null, null,
                3000, PdfSigner.CryptoStandard.CADES);
            return out.toByteArray();
        };
    }

    static PrivateKeySignature signature(String who) throws Exception {
        return new PrivateKeySignature(flows.key(who), "SHA-256", "BC");
    }

    static Flows.Step stamped(String who, String field) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfPadesSigner signer = new PdfPadesSigner(reader(data), out);
        signer.setEstimatedSize(7000);
            signer.setStampingProperties(append());
            signer.signWithBaselineTProfile(new SignerProperties().setFieldName(field), flows.chain(who),
                signature(who), authority());
            return out.toByteArray();
        };
    }

    static Flows.Step longTerm(String who, String field, boolean archived) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfPadesSigner signer = pades(data, out);
            SignerProperties properties = new SignerProperties().setFieldName(field);
            if (archived) {
                signer.signWithBaselineLTAProfile(properties, flows.chain(who), signature(who), authority());
            } else {
                signer.signWithBaselineLTProfile(properties, flows.chain(who), signature(who), authority());
            }
            return out.toByteArray();
        };
    }

    static PdfPadesSigner pades(byte[] data, ByteArrayOutputStream out) throws Exception {
        PdfPadesSigner signer = new PdfPadesSigner(reader(data), out);
        signer.setEstimatedSize(7000);
        signer.setStampingProperties(append());
        signer.setCrlClient(new CrlClientOffline(flows.list().getEncoded()));
        signer.setTrustedCertificates(Arrays.asList(flows.chain("anna")[1]));
        return signer;
    }

    static byte[] prolonged(byte[] data) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pades(data, out).prolongSignatures(authority());
        return out.toByteArray();
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
        return changed(document -> PdfFormCreator.getAcroForm(document, false).getField(field).setValue(value));
    }

    static byte[] noted(byte[] data) throws Exception {
        return changed(document -> document.getPage(1).addAnnotation(
            new PdfTextAnnotation(new Rectangle(540, 780, 20, 20)).setContents("Last av kansliet"))).on(data);
    }

    static byte[] emptyAdded(byte[] data) throws Exception {
        return changed(document -> {
            PdfAcroForm form = PdfFormCreator.getAcroForm(document, true);
            form.addField(new SignatureFormFieldBuilder(document, "Tom").setWidgetRectangle(BOX)
                .setPage(1).createSignature());
        }).on(data);
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

    static Flows.Step deferred(String who, String field) {
        return data -> {
            ByteArrayOutputStream prepared = new ByteArrayOutputStream();
            PdfSigner signer = new PdfSigner(reader(data), prepared, append());
            signer.setSignerProperties(new SignerProperties().setFieldName(field).setPageRect(BOX).setPageNumber(1));
            signer.signExternalContainer(new com.itextpdf.signatures.ExternalBlankSignatureContainer(
                com.itextpdf.kernel.pdf.PdfName.Adobe_PPKLite,
                com.itextpdf.kernel.pdf.PdfName.Adbe_pkcs7_detached), 3000);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PdfSigner.signDeferred(new PdfDocument(reader(prepared.toByteArray())), field, out, new Container(who));
            return out.toByteArray();
        };
    }

    /** A CMS signature made outside. */
    record Container(String who) implements com.itextpdf.signatures.IExternalSignatureContainer {
        @Override
        public byte[] sign(java.io.InputStream data) {
            try {
                ByteArrayOutputStream read = new ByteArrayOutputStream();
                byte[] part = new byte[8192];
                for (int n = data.read(part); n > 0; n = data.read(part)) {
                    read.write(part, 0, n);
                }
                return flows.cms(who, read.toByteArray());
            } catch (Exception error) {
                throw new IllegalStateException(error);
            }
        }

        @Override
        public void modifySigningDictionary(com.itextpdf.kernel.pdf.PdfDictionary dictionary) { }
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
