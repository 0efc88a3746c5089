import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** The documents, the keys and the list of what was made: the same for every writer. */
public final class Flows {
    public static final char[] PASSWORD = "hemligt".toCharArray();
    public final Path bases;
    public final Path keys;
    public final Path folder;
    public final String writer;
    public final String version;

    /** Arguments: the folders of the documents, of the keys, and of what is made. */
    public Flows(String[] folders, String writer, String version) {
        bases = Path.of(folders[0]);
        keys = Path.of(folders[1]);
        folder = Path.of(folders[2]);
        this.writer = writer;
        this.version = version;
    }

    /** A step of a flow: bytes in, bytes out. */
    public interface Step {
        byte[] on(byte[] data) throws Exception;
    }

    /** Take the steps, write the file and its line; what fails is told. */
    public void make(String name, String base, String words, Step... steps) {
        String only = System.getenv("ONLY");
        if (only != null && !name.matches(only)) {
            return;
        }
        try {
            byte[] data = Files.readAllBytes(bases.resolve(base + ".pdf"));
            for (Step step : steps) {
                data = step.on(data);
            }
            Files.createDirectories(folder);
            Files.write(folder.resolve(name + ".pdf"), data);
            String line = String.format(
                "{\"file\": \"%s.pdf\", \"writer\": \"%s\", \"version\": \"%s\", \"base\": \"%s\","
                    + " \"steps\": \"%s\"}%n", name, writer, version, base, words);
            Files.write(folder.resolve(name + ".json"), line.getBytes(StandardCharsets.UTF_8));
        } catch (Exception | Error error) {
            System.out.println(name + ": " + error);
            error.printStackTrace(System.out);
        }
    }

    public KeyStore store(String who) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys.resolve(who + ".p12"))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    public PrivateKey key(String who) throws Exception {
        KeyStore store = store(who);
        return (PrivateKey) store.getKey(store.aliases().nextElement(), PASSWORD);
    }

    public Certificate[] chain(String who) throws Exception {
        KeyStore store = store(who);
        return store.getCertificateChain(store.aliases().nextElement());
    }

    public X509CRL list() throws Exception {
        byte[] der = Files.readAllBytes(keys.resolve("before.crl"));
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }

    /** A time-stamp token of this moment over the digest (SHA-256). */
    public byte[] token(byte[] digest) throws Exception {
        X509Certificate certificate = (X509Certificate) chain("tsa")[0];
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
        TimeStampTokenGenerator generator = new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withRSA", key("tsa"), certificate),
            digests.get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1"))),
            new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.1"));
        generator.addCertificates(new JcaCertStore(List.of(chain("tsa"))));
        TimeStampRequestGenerator asking = new TimeStampRequestGenerator();
        asking.setCertReq(true);
        TimeStampRequest request = asking.generate(TSPAlgorithms.SHA256, digest);
        BigInteger serial = BigInteger.valueOf(System.nanoTime());
        return generator.generate(request, serial, new Date()).getEncoded();
    }

    /** A detached CMS signature over the data. */
    public byte[] cms(String who, byte[] data) throws Exception {
        X509Certificate certificate = (X509Certificate) chain(who)[0];
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
            new JcaDigestCalculatorProviderBuilder().build()).build(
                new JcaContentSignerBuilder("SHA256withRSA").build(key(who)), certificate));
        generator.addCertificates(new JcaCertStore(List.of(chain(who))));
        return generator.generate(new CMSProcessableByteArray(data), false).getEncoded("DER");
    }

    public static MessageDigest sha256() throws Exception {
        return MessageDigest.getInstance("SHA-256");
    }
}
