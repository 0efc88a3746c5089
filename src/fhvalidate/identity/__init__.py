"""Who a certificate, or a line of text, speaks of: names and personal identity numbers."""
