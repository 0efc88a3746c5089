// Flows by @signpdf: `node flows.mjs BASES KEYS FOLDER` (placeholder-plain adds an update to a file).
import fs from "node:fs";
import { createRequire } from "node:module";
import { plainAddPlaceholder } from "@signpdf/placeholder-plain";
import { P12Signer } from "@signpdf/signer-p12";
import signpdf from "@signpdf/signpdf";

const [bases, keys, folder] = process.argv.slice(2);
const { version } = createRequire(import.meta.url)("@signpdf/signpdf/package.json");

async function sign(data, who, widgetRect) {
  const pdfBuffer = plainAddPlaceholder({
    pdfBuffer: data,
    reason: "Justering",
    contactInfo: "kommun@example.com",
    name: who === "anna" ? "Anna Exempel" : "Bo Testsson",
    location: "Testby",
    signatureLength: 4000,
    ...(widgetRect ? { widgetRect } : {}),
  });
  const signer = new P12Signer(fs.readFileSync(`${keys}/${who}.p12`), { passphrase: "hemligt" });
  return signpdf.default ? signpdf.default.sign(pdfBuffer, signer) : signpdf.sign(pdfBuffer, signer);
}

async function make(name, base, steps, ...signings) {
  try {
    let data = fs.readFileSync(`${bases}/${base}.pdf`);
    for (const [who, rect] of signings) data = await sign(data, who, rect);
    fs.writeFileSync(`${folder}/${name}.pdf`, data);
    const line = { file: `${name}.pdf`, writer: "@signpdf (node)", version, base, steps };
    fs.writeFileSync(`${folder}/${name}.json`, JSON.stringify(line) + "\n");
  } catch (error) {
    console.log(name, error.message);
  }
}

await make("signpdf-two", "plain", "sign; sign", ["anna"], ["bo"]);
await make("signpdf-three", "plain", "sign; sign; sign", ["anna"], ["bo"], ["cecilia"]);
await make("signpdf-form", "form", "sign; sign", ["anna"], ["bo"]);
await make("signpdf-rect", "plain", "sign; sign in a rectangle", ["anna"], ["bo", [72, 400, 272, 450]]);
await make("signpdf-commented", "commented", "sign; sign", ["anna"], ["bo"]);
