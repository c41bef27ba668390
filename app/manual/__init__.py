"""The user's manual: one chapter for each screen, written for a planning officer, with pictures that the tests make."""
