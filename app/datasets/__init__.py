"""Datasets: catalogued data and the features that people upload (ชุดข้อมูล)."""
