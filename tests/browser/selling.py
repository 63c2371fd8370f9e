"""The steps of somebody who opens a stall with a phone, and of the officer who answers at a desk."""

import io
import os
import random
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.shopping import follow_letter, open_letter, wait_for_letters

PASSWORD = "Ruộng bậc thang mùa nước 7"
KEEPER = "Lê Thị Hoài Thương"
REGISTRATION = "Giấy chứng nhận đăng ký hộ kinh doanh"


def photo(name: str, *, seed: int) -> FilePayload:
    """Return a picture as a phone takes one; another seed is another picture, to people and to the floor."""
    dice = random.Random(seed)  # noqa: S311 - a drawing
    picture = Image.new("RGB", (1200, 1200), (244, 236, 220))
    pen = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y, size = dice.randrange(1200), dice.randrange(1200), dice.randrange(60, 420)
        colour = (dice.randrange(60, 220), dice.randrange(60, 180), dice.randrange(30, 140))
        pen.ellipse((x - size, y - size, x + size, y + size), fill=colour)
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=85)
    return FilePayload(name=name, mimeType="image/jpeg", buffer=kept.getvalue())


def look(page: Page, name: str) -> None:
    """Keep a picture of the whole page where ``FLOOR_SCREENSHOTS`` names a folder."""
    folder = os.environ.get("FLOOR_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def open_account(page: Page, email: str) -> None:
    """Open an account from the page about stalls, and prove its address by the letter."""
    page.goto("/mo-gian-hang/")
    look(page, "01-mo-gian-hang")
    page.get_by_role("link", name="Mở tài khoản trước").click()
    page.get_by_label("Họ và tên").fill(KEEPER)
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Mở tài khoản").click()
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/mo-gian-hang/")  # back where the account was wanted
    subject = "Xác minh địa chỉ thư của bạn"
    assert wait_for_letters(page, 1, email, about=subject) == [subject]
    open_letter(page, email, subject)
    follow_letter(page, "Xác minh")
    page.get_by_role("button", name="Đúng, là của tôi").click()


def go_on(page: Page, heading: str) -> None:
    """Keep a step; the next one is there."""
    page.get_by_role("button", name="Lưu, sang bước sau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def write_dossier(page: Page, *, stall: str, email: str) -> None:
    """Write what a household has to say, up to its papers."""
    page.goto("/mo-gian-hang/")
    page.get_by_role("button", name="Bắt đầu viết hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Loại, tên")
    page.get_by_label("Hộ kinh doanh").check()
    page.get_by_label("Tên gian hàng").fill(stall)
    look(page, "02-loai-ten")
    go_on(page, "Thông tin")

    page.get_by_label("Tên hộ kinh doanh như đã đăng ký").fill(f"Hộ kinh doanh {stall}")
    page.get_by_label("Chủ hộ", exact=True).fill(KEEPER)
    page.get_by_label("Ngày sinh").fill("1986-04-12")
    page.get_by_label("Số định danh cá nhân").fill("045 186 000 123")
    page.get_by_label("Nơi cư trú của chủ hộ").fill("Thôn Mai Lộc 2, xã Cam Lộ, tỉnh Quảng Trị")
    page.get_by_label("Mã số thuế").fill("045186000123")
    page.get_by_label("Số giấy đăng ký hộ kinh doanh").fill("44H8001234")
    page.get_by_label("Ngày đăng ký").fill("2021-03-15")
    page.get_by_label("Nơi cấp").fill("Ủy ban nhân dân xã Cam Lộ")
    look(page, "03-thong-tin")
    go_on(page, "Địa chỉ")

    # Half of it now, the rest later: whoever comes back stands where they stopped.
    page.get_by_label("Số nhà, đường, thôn").fill("Thôn Nghĩa Hy")
    page.get_by_role("button", name="Lưu, để sau làm tiếp").click()
    page.goto("/mo-gian-hang/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Địa chỉ")
    expect(page.get_by_label("Số nhà, đường, thôn")).to_have_value("Thôn Nghĩa Hy")
    page.get_by_label("Xã, phường").select_option(label="xã Cam Lộ")
    page.get_by_label("Số điện thoại").fill("0905 777 888")
    page.get_by_label("Thư điện tử của gian hàng").fill(email)
    look(page, "04-dia-chi")
    go_on(page, "Tài khoản")

    page.get_by_label("Ngân hàng").select_option("970405")
    page.get_by_label("Số tài khoản").fill("3900 205 123 456")
    page.get_by_label("Chủ tài khoản").fill("LE THI HOAI THUONG")
    look(page, "05-tai-khoan")
    go_on(page, "Giấy tờ")


def send_paper(page: Page, name: str, file: FilePayload) -> None:
    """Send one paper of the checklist."""
    part = page.get_by_role("region", name=name)
    part.get_by_label("Ảnh chụp hoặc PDF").set_input_files(file)
    part.get_by_role("button", name=f"Gửi {name}").click()
    expect(part.get_by_role("link", name=file["name"])).to_be_visible()


def hand_in(page: Page) -> None:
    """Read everything once more, agree and hand the dossier in."""
    page.goto("/mo-gian-hang/xem-lai/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    look(page, "07-xem-lai")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ gian hàng")


def begin_listing(page: Page, title: str) -> None:
    """Begin a listing with its name, its place and the kind of its label."""
    page.goto("/kenh-ban-hang/mat-hang/")
    page.get_by_role("link", name="Thêm mặt hàng").first.click()
    page.get_by_label("Tên hàng").fill(title)
    page.get_by_label("Danh mục").select_option(label="Bánh, mứt, khoai deo")
    page.get_by_label("Nhóm nhãn").select_option(label="Thực phẩm")
    look(page, "14-them-mat-hang")
    page.get_by_role("button", name="Đi tiếp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sửa mặt hàng")


def fill_variant(page: Page, number: int, *, grams: int, price: str, stock: str) -> None:
    """Say one way in which the goods are sold."""
    part = page.get_by_role("group", name=f"Quy cách {number}")
    part.get_by_label("Đơn vị bán").fill(f"hũ {grams} g")
    part.get_by_label("Tên quy cách").fill(f"Hũ {grams} g")
    part.get_by_label("Định lượng", exact=False).first.fill(str(grams))
    part.get_by_label("Đơn vị định lượng").select_option("g")
    part.get_by_label("Giá (đồng)").fill(price)
    part.get_by_label("Số còn").fill(stock)


def fill_label(page: Page, title: str) -> None:
    """Write what the label of food has to say."""
    part = page.get_by_role("region", name="Nhãn hàng hóa")
    words = {
        "Tên hàng hóa": title,
        "Xuất xứ hàng hóa": "xã Cam Lộ, tỉnh Quảng Trị",
        "Tổ chức, cá nhân chịu trách nhiệm về hàng hóa": f"Hộ kinh doanh {KEEPER}",
        "Địa chỉ chịu trách nhiệm": "Thôn Nghĩa Hy, xã Cam Lộ, tỉnh Quảng Trị",
        "Ngày sản xuất": "In trên bao bì",
        "Hạn sử dụng (số ngày)": "180",
        "Thành phần": "Ổi ruột hồng 70%, đường mía, nước cốt chanh",
        "Thông tin cảnh báo": "Có đường, người tiểu đường nên hỏi bác sĩ",
        "Hướng dẫn sử dụng": "Dùng ngay, ăn với bánh mì hoặc pha nước",
        "Hướng dẫn bảo quản": "Nơi mát; mở nắp rồi giữ trong tủ lạnh",
    }
    for name, text in words.items():
        part.get_by_label(name, exact=True).fill(text)


def somebody() -> str:
    """Return an address that nobody used before, so that the floor may be an old one."""
    return f"chu-gian-{uuid4().hex[:10]}@example.vn"
