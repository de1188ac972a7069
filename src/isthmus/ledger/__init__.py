"""The claim ledger: what texts say is proposed, a person accepts or rejects it."""
