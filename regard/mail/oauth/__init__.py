"""Signing in to mailboxes with a consent instead of a password (OAuth 2, RFC 6749 with PKCE, RFC 7636)."""
