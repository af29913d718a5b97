"""Imported by the fork server: reads a small report, so that every rule is compiled before a child is forked."""

from crawler.reading import read_file

read_file(
    "Phiên họp thứ nhất của Ủy ban Quốc gia về chuyển đổi số\n\n"
    "Sáng 1/1, Thủ tướng chủ trì phiên họp. Tại điểm cầu Cao Bằng, đồng chí A chủ trì.\n\n"
    "Tỷ lệ đạt 1%; giao Bộ A làm trước ngày 1/2.\n"
)
