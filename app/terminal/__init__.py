"""The commands of the service by their noun; ``./phaen`` sets the machine up and then calls these (คำสั่งที่เทอร์มินัล)."""
