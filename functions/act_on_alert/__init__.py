"""ActOnAlert: what people do about alerts."""
