import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Calendar;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceDictionary;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceStream;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSigProperties;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSignDesigner;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;

/** Flows by Apache PDFBox, as its examples sign: CreateSignature, CreateVisibleSignature and ...2. */
public final class Main {
    static final int ROOM = 3500;
    static Flows flows;

    /** What an update changes. */
    interface Change {
        void on(PDDocument document) throws Exception;
    }

    /** What is done to the signature dictionary or the options before signing. */
    interface Look {
        void on(PDDocument document, PDSignature signature, SignatureOptions options) throws Exception;
    }

    public static void main(String[] folders) throws Exception {
        String version = org.apache.pdfbox.util.Version.getVersion();
        String prefix = "pdfbox" + version.charAt(0) + "-";
        flows = new Flows(folders, "Apache PDFBox", version);
        Look none = (d, s, o) -> { };
        flows.make(prefix + "two-invisible", "plain", "sign; sign", sign("anna", none), sign("bo", none));
        flows.make(prefix + "two-packed", "packed", "sign; sign", sign("anna", none), sign("bo", none));
        flows.make(prefix + "nested", "nested", "sign; sign on page 3",
            sign("anna", none), sign("bo", (d, s, o) -> o.setPage(2)));
        flows.make(prefix + "visible-template", "plain", "sign visibly by a picture; the same on page 2",
            sign("anna", picture(0)), sign("bo", picture(1)));
        flows.make(prefix + "visible-drawn", "packed", "sign; sign visibly by a drawn template with text",
            sign("anna", none), sign("bo", drawn()));
        flows.make(prefix + "existing-fields", "form",
            "sign into an empty field; sign into an empty field below a parent",
            sign("anna", into("Ordf")), sign("bo", into("Justering.Justerare")));
        flows.make(prefix + "certified-filled", "form", "certify P=2; fill in text; tick",
            sign("anna", certified(2)), filled("Ort", "Testby"), filled("Bilaga", "Yes"));
        flows.make(prefix + "certified-noted", "plain", "certify P=3; add a note",
            sign("anna", certified(3)), changed(Main::noted));
        flows.make(prefix + "certified-second", "plain", "certify P=2; sign",
            sign("anna", certified(2)), sign("bo", none));
        flows.make(prefix + "time-stamped", "plain", "sign; document time-stamp; sign; document time-stamp",
            sign("anna", none), timeStamp(), sign("bo", none), timeStamp());
        flows.make(prefix + "store-added", "plain", "sign; add a DSS, as AddValidationInformation does",
            sign("anna", none), changed(Main::stored));
        flows.make(prefix + "tagged", "tagged", "sign; sign visibly by a picture",
            sign("anna", none), sign("bo", picture(0)));
        flows.make(prefix + "empty-field-added", "form", "sign; add an empty signature field; sign into it",
            sign("anna", into("Ordf")), changed(Main::emptyAdded), sign("bo", into("Tom")));
        flows.make(prefix + "lo-tagged", "lo-tagged", "sign; sign visibly by a drawn template with text",
            sign("anna", none), sign("bo", drawn()));
        flows.make(prefix + "mixed", "signed", "pyHanko signed; sign visibly by a picture on page 2; document time-stamp",
            sign("bo", picture(1)), timeStamp());
        flows.make(prefix + "hybrid", "hybrid", "sign; sign", sign("anna", none), sign("bo", none));
        flows.make(prefix + "form-indirect", "form-indirect", "sign into an empty field; sign; /Annots indirect",
            sign("anna", into("Ordf")), sign("bo", none));
        flows.make(prefix + "described", "described", "sign; title page's XMP is left; sign",
            sign("anna", none), sign("bo", none));
    }

    static Look certified(int permission) {
        return (document, signature, options) -> {
            COSDictionary parameters = new COSDictionary();
            parameters.setItem(COSName.TYPE, COSName.getPDFName("TransformParams"));
            parameters.setInt(COSName.P, permission);
            parameters.setName(COSName.V, "1.2");
            parameters.setDirect(true);
            COSDictionary reference = new COSDictionary();
            reference.setItem(COSName.TYPE, COSName.getPDFName("SigRef"));
            reference.setName("TransformMethod", "DocMDP");
            reference.setItem("TransformParams", parameters);
            reference.setDirect(true);
            COSArray references = new COSArray();
            references.add(reference);
            signature.getCOSObject().setItem("Reference", references);
            COSDictionary permissions = new COSDictionary();
            permissions.setItem("DocMDP", signature);
            document.getDocumentCatalog().getCOSObject().setItem("Perms", permissions);
            document.getDocumentCatalog().getCOSObject().setNeedToBeUpdated(true);
            permissions.setNeedToBeUpdated(true);
        };
    }

    static Look into(String field) {
        return (document, signature, options) -> {
            PDSignatureField present = (PDSignatureField) document.getDocumentCatalog()
                .getAcroForm(null).getField(field);
            present.setValue(signature);
            present.getCOSObject().setNeedToBeUpdated(true);
            formMarked(document);
        };
    }

    static Look picture(int page) {
        return (document, signature, options) -> {
            BufferedImage image = new BufferedImage(60, 30, BufferedImage.TYPE_INT_RGB);
            PDVisibleSignDesigner designer = new PDVisibleSignDesigner(document, image, page + 1);
            designer.xAxis(72).yAxis(400).width(120).height(50);
            PDVisibleSigProperties properties = new PDVisibleSigProperties();
            properties.signerName("Bo Testsson").signerLocation("Testby").signatureReason("Justering")
                .preferredSize(ROOM).page(page + 1).visualSignEnabled(true).setPdVisibleSignature(designer);
            properties.buildSignature();
            options.setVisualSignature(properties.getVisibleSignature());
            options.setPage(page);
        };
    }

    /** As CreateVisibleSignature2 draws it. */
    static Look drawn() {
        return (document, signature, options) -> {
            PDRectangle box = new PDRectangle(72, 420, 200, 50);
            try (PDDocument template = new PDDocument()) {
                PDPage page = new PDPage(document.getPage(0).getMediaBox());
                template.addPage(page);
                PDAcroForm form = new PDAcroForm(template);
                template.getDocumentCatalog().setAcroForm(form);
                PDSignatureField field = new PDSignatureField(form);
                PDAnnotationWidget widget = field.getWidgets().get(0);
                form.setSignaturesExist(true);
                form.setAppendOnly(true);
                form.getCOSObject().setDirect(true);
                form.getFields().add(field);
                widget.setRectangle(box);
                PDFormXObject look = new PDFormXObject(new PDStream(template));
                PDResources resources = new PDResources();
                look.setResources(resources);
                look.setFormType(1);
                look.setBBox(new PDRectangle(box.getWidth(), box.getHeight()));
                PDAppearanceDictionary appearance = new PDAppearanceDictionary();
                appearance.getCOSObject().setDirect(true);
                PDAppearanceStream stream = new PDAppearanceStream(look.getCOSObject());
                appearance.setNormalAppearance(stream);
                widget.setAppearance(appearance);
                try (PDPageContentStream content = new PDPageContentStream(template, stream)) {
                    content.setNonStrokingColor(java.awt.Color.lightGray);
                    content.addRect(-5000, -5000, 10000, 10000);
                    content.fill();
                    content.beginText();
                    content.setFont(Fonts.helvetica(), 10);
                    content.setNonStrokingColor(java.awt.Color.black);
                    content.newLineAtOffset(5, 30);
                    content.setLeading(14);
                    content.showText("Signer: Bo Testsson");
                    content.newLine();
                    content.showText("Reason: Justering");
                    content.endText();
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                template.save(out);
                options.setVisualSignature(new ByteArrayInputStream(out.toByteArray()));
                options.setPage(0);
            }
        };
    }

    static Flows.Step sign(String who, Look look) {
        return data -> signed(data, "adbe.pkcs7.detached", look, content -> flows.cms(who, content));
    }

    static Flows.Step timeStamp() {
        return data -> signed(data, "ETSI.RFC3161",
            (document, signature, options) ->
                signature.setType(COSName.getPDFName("DocTimeStamp")),
            content -> flows.token(Flows.sha256().digest(content)));
    }

    static byte[] signed(byte[] data, String filter, Look look, Flows.Step cms) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = Fonts.load(data); SignatureOptions options = new SignatureOptions()) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(COSName.getPDFName(filter));
            if (!filter.equals("ETSI.RFC3161")) {
                signature.setName("Anna Exempel");
                signature.setLocation("Testby");
                signature.setReason("Justering");
                signature.setSignDate(Calendar.getInstance());
            }
            options.setPreferredSignatureSize(ROOM);
            look.on(document, signature, options);
            document.addSignature(signature, content -> made(cms, content), options);
            document.saveIncremental(out);
        }
        return out.toByteArray();
    }

    static byte[] made(Flows.Step cms, InputStream content) throws java.io.IOException {
        try {
            return cms.on(content.readAllBytes());
        } catch (Exception error) {
            throw new java.io.IOException(error);
        }
    }

    static Flows.Step changed(Change change) {
        return data -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (PDDocument document = Fonts.load(data)) {
                change.on(document);
                document.saveIncremental(out);
            }
            return out.toByteArray();
        };
    }

    static Flows.Step filled(String name, String value) {
        return changed(document -> {
            PDField field = document.getDocumentCatalog().getAcroForm(null).getField(name);
            field.setValue(value);
            field.getCOSObject().setNeedToBeUpdated(true);
            formMarked(document);
            for (PDAnnotationWidget widget : field.getWidgets()) {
                COSDictionary appearance = widget.getCOSObject().getCOSDictionary(COSName.AP);
                if (appearance != null && !value.equals("Yes")) {
                    appearance.setNeedToBeUpdated(true);
                    ((COSDictionary) appearance.getDictionaryObject(COSName.N)).setNeedToBeUpdated(true);
                }
            }
        });
    }

    static void noted(PDDocument document) throws Exception {
        PDAnnotationText note = new PDAnnotationText();
        note.setContents("Last av kansliet");
        note.setRectangle(new PDRectangle(540, 780, 20, 20));
        note.constructAppearances();
        PDPage page = document.getPage(0);
        page.getAnnotations().add(note);
        COSArray listed = (COSArray) page.getCOSObject().getDictionaryObject(COSName.ANNOTS);
        listed.setNeedToBeUpdated(true);
        page.getCOSObject().setNeedToBeUpdated(true);
        note.getCOSObject().setNeedToBeUpdated(true);
        pagesMarked(document);
    }

    static void emptyAdded(PDDocument document) throws Exception {
        PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
        PDSignatureField field = new PDSignatureField(form);
        field.setPartialName("Tom");
        PDAnnotationWidget widget = field.getWidgets().get(0);
        PDPage page = document.getPage(1);
        widget.setRectangle(new PDRectangle(72, 420, 200, 50));
        widget.setPage(page);
        page.getAnnotations().add(widget);
        form.getFields().add(field);
        field.getCOSObject().setNeedToBeUpdated(true);
        page.getCOSObject().setNeedToBeUpdated(true);
        form.getCOSObject().setNeedToBeUpdated(true);
        formMarked(document);
        pagesMarked(document);
    }

    /** PDFBox 2 writes only what an unbroken way of marked objects leads to. */
    static void formMarked(PDDocument document) {
        if (!Fonts.NEEDS_MARKS) {
            return;
        }
        COSDictionary catalogue = document.getDocumentCatalog().getCOSObject();
        COSDictionary form = (COSDictionary) catalogue.getDictionaryObject(COSName.ACRO_FORM);
        COSArray fields = (COSArray) form.getDictionaryObject(COSName.FIELDS);
        catalogue.setNeedToBeUpdated(true);
        form.setNeedToBeUpdated(true);
        fields.setNeedToBeUpdated(true);
        for (int index = 0; index < fields.size(); index++) {
            COSDictionary field = (COSDictionary) fields.getObject(index);
            if (field.getDictionaryObject(COSName.KIDS) instanceof COSArray kids) {
                field.setNeedToBeUpdated(true);
                kids.setNeedToBeUpdated(true);
            }
        }
    }

    static void pagesMarked(PDDocument document) {
        if (!Fonts.NEEDS_MARKS) {
            return;
        }
        COSDictionary catalogue = document.getDocumentCatalog().getCOSObject();
        COSDictionary pages = (COSDictionary) catalogue.getDictionaryObject(COSName.PAGES);
        catalogue.setNeedToBeUpdated(true);
        pages.setNeedToBeUpdated(true);
        ((COSArray) pages.getDictionaryObject(COSName.KIDS)).setNeedToBeUpdated(true);
    }

    /** As the example AddValidationInformation builds it. */
    static void stored(PDDocument document) throws Exception {
        COSDictionary catalogue = document.getDocumentCatalog().getCOSObject();
        COSDictionary store = new COSDictionary();
        store.setNeedToBeUpdated(true);
        COSArray lists = new COSArray();
        COSArray certificates = new COSArray();
        lists.setNeedToBeUpdated(true);
        certificates.setNeedToBeUpdated(true);
        lists.add(stream(document, flows.list().getEncoded()));
        for (java.security.cert.Certificate each : flows.chain("anna")) {
            certificates.add(stream(document, each.getEncoded()));
        }
        store.setItem("CRLs", lists);
        store.setItem("Certs", certificates);
        COSDictionary entry = new COSDictionary();
        entry.setNeedToBeUpdated(true);
        COSArray related = new COSArray();
        related.add(lists.get(0));
        entry.setItem("CRL", related);
        entry.setDate("TU", Calendar.getInstance());
        byte[] contents = document.getSignatureDictionaries().get(0).getContents();
        java.security.MessageDigest sha1 = java.security.MessageDigest.getInstance("SHA-1");
        String key = java.util.HexFormat.of().withUpperCase().formatHex(sha1.digest(contents));
        COSDictionary each = new COSDictionary();
        each.setNeedToBeUpdated(true);
        each.setItem(key, entry);
        store.setItem("VRI", each);
        catalogue.setItem("DSS", store);
        COSDictionary extensions = new COSDictionary();
        COSDictionary adobe = new COSDictionary();
        adobe.setDirect(true);
        extensions.setDirect(true);
        adobe.setName("BaseVersion", "1.7");
        adobe.setInt("ExtensionLevel", 5);
        extensions.setItem("ADBE", adobe);
        catalogue.setItem("Extensions", extensions);
        catalogue.setNeedToBeUpdated(true);
    }

    static org.apache.pdfbox.cos.COSStream stream(PDDocument document, byte[] data) throws Exception {
        org.apache.pdfbox.cos.COSStream made = document.getDocument().createCOSStream();
        try (java.io.OutputStream out = made.createOutputStream(COSName.FLATE_DECODE)) {
            out.write(data);
        }
        made.setNeedToBeUpdated(true);
        return made;
    }
}
