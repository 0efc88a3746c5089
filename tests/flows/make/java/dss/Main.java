import eu.europa.esig.dss.alert.LogOnStatusAlert;
import eu.europa.esig.dss.enumerations.CertificationPermission;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.DSSFont;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.PAdESTimestampParameters;
import eu.europa.esig.dss.pades.SignatureFieldParameters;
import eu.europa.esig.dss.pades.SignatureImageParameters;
import eu.europa.esig.dss.pades.SignatureImageTextParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.pdf.IPdfObjFactory;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Flows by DSS: with PDFBox and its native drawer, or with OpenPDF. */
public final class Main {
    static final int ROOM = 3500;
    static Flows flows;
    static String prefix;
    static boolean box;

    public static void main(String[] folders) throws Exception {
        box = folders[3].equals("pdfbox");
        prefix = "dss-" + folders[3] + "-";
        String version = PAdESService.class.getPackage().getImplementationVersion();
        if (version == null) {
            String place = PAdESService.class.getProtectionDomain().getCodeSource().getLocation().toString();
            version = place.replaceAll(".*dss-pades-([0-9.]+)[.]jar", "$1");
        }
        flows = new Flows(folders, box ? "DSS with PDFBox" : "DSS with OpenPDF", version);
        Consumer<PAdESSignatureParameters> none = p -> { };
        SignatureLevel b = SignatureLevel.PAdES_BASELINE_B;
        SignatureLevel t = SignatureLevel.PAdES_BASELINE_T;
        SignatureLevel lt = SignatureLevel.PAdES_BASELINE_LT;
        SignatureLevel lta = SignatureLevel.PAdES_BASELINE_LTA;
        flows.make(prefix + "two-invisible", "plain", "sign B-B; sign B-B", sign("anna", b, none), sign("bo", b, none));
        flows.make(prefix + "two-packed", "packed", "sign B-T; sign B-T", sign("anna", t, none), sign("bo", t, none));
        flows.make(prefix + "nested", "nested", "sign B-B; sign B-B visibly by text on page 3",
            sign("anna", b, none), sign("bo", b, p -> p.setImageParameters(seen(text(), 3, 72))));
        flows.make(prefix + "visible-text", "plain", "sign B-B visibly by text; the same",
            sign("anna", b, p -> p.setImageParameters(seen(text(), 1, 72))),
            sign("bo", b, p -> p.setImageParameters(seen(text(), 1, 300))));
        flows.make(prefix + "visible-image", "packed", "sign B-B; sign B-B visibly by a picture with text",
            sign("anna", b, none), sign("bo", b, p -> {
                // OpenPDF's drawer takes a picture or text, not both.
                SignatureImageParameters look = seen(box ? text() : null, 1, 72);
                look.setImage(new InMemoryDocument(picture()));
                p.setImageParameters(look);
            }));
        flows.make(prefix + "existing-fields", "form",
            "sign B-B into an empty field; sign B-B into an empty field below a parent",
            sign("anna", b, into("Ordf")), sign("bo", b, into("Justering.Justerare")));
        flows.make(prefix + "existing-fields-seen", "form-packed",
            "sign B-B into an empty field by text; the same below a parent",
            sign("anna", b, p -> p.setImageParameters(field("Ordf", text()))),
            sign("bo", b, p -> p.setImageParameters(field("Justering.Justerare", text()))));
        flows.make(prefix + "b-lt", "plain", "sign B-LT", sign("anna", lt, none));
        flows.make(prefix + "b-lta", "plain", "sign B-LTA", sign("anna", lta, none));
        flows.make(prefix + "b-lta-twice", "plain", "sign B-LTA; sign B-LTA", sign("anna", lta, none), sign("bo", lta, none));
        flows.make(prefix + "extended", "packed", "sign B-B; extend to T, LT and LTA; to LTA again",
            sign("anna", b, none), extend(t), extend(lt), extend(lta), extend(lta));
        flows.make(prefix + "extended-vri", "plain", "sign B-T; sign B-T; extend both to LT with /VRI",
            sign("anna", t, none), sign("bo", t, none), extend(lt, p -> p.setIncludeVRIDictionary(true)));
        flows.make(prefix + "time-stamped", "plain", "document time-stamp; sign B-B; document time-stamp",
            Main::timeStamped, sign("anna", b, none), Main::timeStamped);
        flows.make(prefix + "certified-second", "plain", "certify P=2; sign B-B",
            sign("anna", b, p -> p.setPermission(CertificationPermission.MINIMAL_CHANGES_PERMITTED)),
            sign("bo", b, none));
        flows.make(prefix + "certified-1-lta", "plain", "certify P=1; extend to LTA",
            sign("anna", b, p -> p.setPermission(CertificationPermission.NO_CHANGE_PERMITTED)), extend(lta));
        flows.make(prefix + "field-added", "plain", "sign B-B; add an empty field; sign into it",
            sign("anna", b, none), Main::fieldAdded, sign("bo", b, into("Tom")));
        flows.make(prefix + "lo-signed", "lo-signed", "LibreOffice signs as it exports; sign B-B visibly by text",
            sign("bo", b, p -> p.setImageParameters(seen(text(), 1, 72))));
        flows.make(prefix + "lo-tagged", "lo-tagged", "sign B-B; sign B-B visibly by text",
            sign("anna", b, none), sign("bo", b, p -> p.setImageParameters(seen(text(), 1, 72))));
        flows.make(prefix + "mixed", "signed", "pyHanko signed; sign B-T; extend both to LTA",
            sign("bo", t, none), extend(lta));
        flows.make(prefix + "hybrid", "hybrid", "sign B-B; sign B-B", sign("anna", b, none), sign("bo", b, none));
        flows.make(prefix + "form-indirect", "form-indirect", "sign B-B into an empty field; sign B-B",
            sign("anna", b, into("Ordf")), sign("bo", b, none));
        flows.make(prefix + "tagged", "tagged", "sign B-B; sign B-B visibly by text",
            sign("anna", b, none), sign("bo", b, p -> p.setImageParameters(seen(text(), 1, 72))));
    }

    static PAdESService service() throws Exception {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(new CertificateToken((X509Certificate) flows.chain("anna")[1]));
        verifier.setTrustedCertSources(trusted);
        verifier.setCrlSource(new ExternalResourcesCRLSource(new ByteArrayInputStream(flows.list().getEncoded())));
        verifier.setAlertOnNoRevocationAfterBestSignatureTime(new LogOnStatusAlert());
        verifier.setAlertOnMissingRevocationData(new LogOnStatusAlert());
        verifier.setAlertOnUncoveredPOE(new LogOnStatusAlert());
        verifier.setAugmentationAlertOnHigherSignatureLevel(new LogOnStatusAlert());
        PAdESService service = new PAdESService(verifier);
        KeyStore store = flows.store("tsa");
        KeyEntityTSPSource source = new KeyEntityTSPSource(store, store.aliases().nextElement(), Flows.PASSWORD);
        source.setTsaPolicy("1.3.6.1.4.1.32473.1");
        service.setTspSource(source);
        if (box) {
            service.setPdfObjFactory((IPdfObjFactory) Class.forName(
                "eu.europa.esig.dss.pdf.pdfbox.PdfBoxNativeObjectFactory").getConstructor().newInstance());
        }
        return service;
    }

    static Flows.Step sign(String who, SignatureLevel level, Consumer<PAdESSignatureParameters> how) {
        return data -> {
            try (Pkcs12SignatureToken token = new Pkcs12SignatureToken(flows.keys.resolve(who + ".p12").toFile(),
                    new KeyStore.PasswordProtection(Flows.PASSWORD))) {
                DSSPrivateKeyEntry key = token.getKeys().get(0);
                PAdESSignatureParameters parameters = parameters(level);
                parameters.setSigningCertificate(key.getCertificate());
                parameters.setCertificateChain(key.getCertificateChain());
                parameters.setReason("Justering");
                parameters.setLocation("Testby");
                how.accept(parameters);
                DSSDocument document = new InMemoryDocument(data);
                PAdESService service = service();
                DSSDocument signed = service.signDocument(document, parameters,
                    token.sign(service.getDataToSign(document, parameters), DigestAlgorithm.SHA256, key));
                return signed.openStream().readAllBytes();
            }
        };
    }

    static PAdESSignatureParameters parameters(SignatureLevel level) {
        PAdESSignatureParameters parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(level);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setContentSize(level == SignatureLevel.PAdES_BASELINE_B ? ROOM : 5500);
        stampsSmall(parameters);
        return parameters;
    }

    static void stampsSmall(PAdESSignatureParameters parameters) {
        PAdESTimestampParameters stamps = new PAdESTimestampParameters(DigestAlgorithm.SHA256);
        stamps.setContentSize(ROOM);
        parameters.setArchiveTimestampParameters(stamps);
        PAdESTimestampParameters first = new PAdESTimestampParameters(DigestAlgorithm.SHA256);
        first.setContentSize(ROOM);
        parameters.setSignatureTimestampParameters(first);
    }

    static Flows.Step extend(SignatureLevel level) {
        return extend(level, p -> { });
    }

    static Flows.Step extend(SignatureLevel level, Consumer<PAdESSignatureParameters> how) {
        return data -> {
            PAdESSignatureParameters parameters = new PAdESSignatureParameters();
            parameters.setSignatureLevel(level);
            stampsSmall(parameters);
            how.accept(parameters);
            return service().extendDocument(new InMemoryDocument(data), parameters).openStream().readAllBytes();
        };
    }

    static byte[] timeStamped(byte[] data) throws Exception {
        PAdESTimestampParameters parameters = new PAdESTimestampParameters(DigestAlgorithm.SHA256);
        parameters.setContentSize(ROOM);
        return service().timestamp(new InMemoryDocument(data), parameters).openStream().readAllBytes();
    }

    static byte[] fieldAdded(byte[] data) throws Exception {
        SignatureFieldParameters parameters = seen(text(), 1, 72).getFieldParameters();
        parameters.setFieldId("Tom");
        return service().addNewSignatureField(new InMemoryDocument(data), parameters).openStream().readAllBytes();
    }

    static Consumer<PAdESSignatureParameters> into(String name) {
        return parameters -> parameters.setImageParameters(field(name, null));
    }

    static SignatureImageParameters field(String name, SignatureImageTextParameters text) {
        SignatureImageParameters look = new SignatureImageParameters();
        if (text != null) {
            look.setTextParameters(text);
        }
        look.getFieldParameters().setFieldId(name);
        return look;
    }

    static SignatureImageTextParameters text() {
        SignatureImageTextParameters text = new SignatureImageTextParameters();
        text.setText("Signerat av Bo Testsson");
        text.setFont(font());
        text.setTextColor(Color.BLUE);
        return text;
    }

    /** A font that is not embedded. */
    static DSSFont font() {
        try {
            if (box) {
                Class<?> kind = Class.forName("eu.europa.esig.dss.pdf.pdfbox.visible.PdfBoxNativeFont");
                Class<?> fonts = Class.forName("org.apache.pdfbox.pdmodel.font.PDType1Font");
                Class<?> names = Class.forName("org.apache.pdfbox.pdmodel.font.Standard14Fonts$FontName");
                Object name = names.getField("HELVETICA").get(null);
                return (DSSFont) kind.getConstructors()[0].newInstance(
                    fonts.getConstructor(names).newInstance(name));
            }
            Class<?> kind = Class.forName("eu.europa.esig.dss.pdf.openpdf.visible.ITextNativeFont");
            Class<?> fonts = Class.forName("com.lowagie.text.pdf.BaseFont");
            Object font = fonts.getMethod("createFont").invoke(null);
            return (DSSFont) kind.getConstructors()[0].newInstance(font);
        } catch (ReflectiveOperationException error) {
            throw new IllegalStateException(error);
        }
    }

    static SignatureImageParameters seen(SignatureImageTextParameters text, int page, int left) {
        SignatureImageParameters look = new SignatureImageParameters();
        SignatureFieldParameters field = look.getFieldParameters();
        field.setPage(page);
        field.setOriginX(left);
        field.setOriginY(400);
        field.setWidth(200);
        field.setHeight(50);
        if (text != null) {
            look.setTextParameters(text);
        }
        return look;
    }

    static byte[] picture() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB), "png", out);
            return out.toByteArray();
        } catch (Exception error) {
            throw new IllegalStateException(error);
        }
    }
}
