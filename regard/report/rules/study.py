"""What a test of the CRM industry itself found in 2006: somebody wrote to the vendors as a customer would."""

IGNORED = 0.27
ACKNOWLEDGED = 0.31
#: Of those who were answered at all, half within a day: 0.73 * 0.5 of everybody, rounded down.
ANSWERED_WITHIN_DAY = 0.365
