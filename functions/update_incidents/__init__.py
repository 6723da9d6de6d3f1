"""UpdateIncidents: what the passing of time changes of incidents."""
