"""Mail in by IMAP: fetched from a server elsewhere, which keeps everything; nothing there is marked, moved or deleted.

From the bottom up: `rules` decide, `connection` speaks with one server, `operations` write where we are, `taking` brings one
folder's new letters in, `visiting` looks after all folders of a mailbox, `poller` keeps one mailbox watched, `fleet` all.
"""
