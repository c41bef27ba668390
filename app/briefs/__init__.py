"""The area brief (สรุปพื้นที่หน้าเดียว): all that the office knows of one area on one page, for people who never open the app."""
