"""Test letters that leave a mailbox and come back into it: on demand, and every hour as the channel's heartbeat."""
