"""Pages as a reader sees them: text with places, pictures, looks; PDFium, wrapped."""
