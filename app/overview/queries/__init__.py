"""Questions of the pages that belong to no single slice."""
