// pdf.js in a process of its own: each line names a PDF and where its pages' pictures go.
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [modules, dpi] = [process.argv[2], Number(process.argv[3])];
for (const name of ["log", "warn", "info", "error"]) console[name] = () => {};
const home = `${modules}/pdfjs-dist`;
const { AnnotationMode, VerbosityLevel, getDocument } = await import(
  pathToFileURL(`${home}/legacy/build/pdf.mjs`).href
);
const options = {
  standardFontDataUrl: `${home}/standard_fonts/`,
  cMapUrl: `${home}/cmaps/`,
  wasmUrl: `${home}/wasm/`,
  verbosity: VerbosityLevel.ERRORS,
  isEvalSupported: false,
  useSystemFonts: false,
};

function grey({ data, width, height }) {
  const header = Buffer.from(`P5 ${width} ${height} 255\n`);
  const levels = Buffer.alloc(width * height);
  for (let at = 0; at < levels.length; at++) {
    const [red, green, blue] = [data[4 * at], data[4 * at + 1], data[4 * at + 2]];
    levels[at] = (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }
  return Buffer.concat([header, levels]);
}

async function drawPage(pdf, number, prefix) {
  const page = await pdf.getPage(number);
  const viewport = page.getViewport({ scale: dpi / 72 });
  const [width, height] = [Math.ceil(viewport.width), Math.ceil(viewport.height)];
  const made = pdf.canvasFactory.create(width, height);
  // AnnotationMode.ENABLE paints the widgets too, which ENABLE_FORMS leaves to HTML.
  const annotationMode = AnnotationMode.ENABLE;
  await page.render({ canvasContext: made.context, viewport, annotationMode }).promise;
  writeFileSync(`${prefix}-${number}.pgm`, grey(made.context.getImageData(0, 0, width, height)));
  pdf.canvasFactory.destroy(made);
}

async function draw(source, prefix) {
  const task = getDocument({ data: new Uint8Array(readFileSync(source)), ...options });
  let [pages, whole] = [0, true];
  try {
    const pdf = await task.promise;
    pages = pdf.numPages;
    for (let number = 1; number <= pages; number++) {
      await drawPage(pdf, number, prefix).catch(() => (whole = false));
    }
  } catch {
    whole = false;
  }
  await task.destroy();
  return { pages, whole };
}

process.on("unhandledRejection", () => {});
for await (const line of createInterface({ input: process.stdin })) {
  const [source, prefix] = line.split("\t");
  process.stdout.write(`${JSON.stringify(await draw(source, prefix))}\n`);
}
