"""What may follow a signature: the productions of permitted updates, and their closed lists.

Each production derives one thing that signing, validation data or a certification's permission
adds to a document, and what it brings. Each raises `NotDerivedError`, with the object and the key,
where anything else stands. What no production derives is never `valid`.
"""
