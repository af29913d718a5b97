"""Imported by the fork server: reads one small report, so that every rule is compiled before the first child is forked."""

from crawler.reading import read_file

read_file(
    "Phiên họp thứ nhất của Ủy ban Quốc gia về chuyển đổi số\n\n"
    "Sáng 1/1, Thủ tướng chủ trì phiên họp. Tại điểm cầu Cao Bằng, đồng chí A chủ trì. Đạt 1%; giao Bộ A làm trước 1/2.\n"
)
