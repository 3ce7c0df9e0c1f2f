#include "ingest/charset.h"

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "ingest/encodings.h"

namespace dragoman {
namespace {

std::string bytes(std::initializer_list<int> list) {
  std::string out;
  for (const int b : list) out += static_cast<char>(b);
  return out;
}

Decoded must(std::string_view input, std::string_view http = {}, bool html = true) {
  auto decoded = decode(input, http, html);
  EXPECT_TRUE(decoded) << decoded.error().message();
  return decoded ? *decoded : Decoded{};
}

TEST(Tables, AreWhole) {
  for (const char* label : {"utf-8", "latin1", "ISO-8859-1", " ascii ", "ks_c_5601-1987", "x-sjis",
                            "big5-hkscs", "cp1251", "l10x"})
    EXPECT_EQ(encoding_of(label) == nullptr, std::string_view(label) == "l10x") << label;
  EXPECT_EQ(encoding_of_label("Latin1"), "windows-1252");
  EXPECT_EQ(encoding_of_label("gb2312"), "gbk");
  EXPECT_EQ(encoding_of_label("utf-7"), "");
  // Every set that is not refused can be read.
  for (const char* name :
       {"ibm866",       "iso-8859-2",   "iso-8859-3",     "iso-8859-4",   "iso-8859-5",
        "iso-8859-6",   "iso-8859-7",   "iso-8859-8",     "iso-8859-8-i", "iso-8859-10",
        "iso-8859-13",  "iso-8859-14",  "iso-8859-15",    "iso-8859-16",  "koi8-r",
        "koi8-u",       "macintosh",    "windows-874",    "windows-1250", "windows-1251",
        "windows-1252", "windows-1253", "windows-1254",   "windows-1255", "windows-1256",
        "windows-1257", "windows-1258", "x-mac-cyrillic", "gbk",          "gb18030",
        "big5",         "euc-jp",       "shift_jis",      "euc-kr"}) {
    const Encoding* e = encoding_of(name);
    ASSERT_NE(e, nullptr) << name;
    const Conversion c = convert(*e, "plain \\ ~ text");
    EXPECT_TRUE(c.known) << name;
    EXPECT_EQ(c.text, "plain \\ ~ text") << name;
  }
}

TEST(Decode, ByteOrderMarkWins) {
  const Decoded d = must(bytes({0xFF, 0xFE, 'a', 0, 0xAC, 0x20}), "euc-kr");
  EXPECT_EQ(d.text, "a\u20AC");
  EXPECT_EQ(d.charset, "utf-16le");
  EXPECT_EQ(d.from, "bom");
  EXPECT_EQ(must("\xEF\xBB\xBFx").text, "x");
  EXPECT_EQ(must(bytes({0xFE, 0xFF, 0xD8, 0x3D, 0xDE, 0x00})).text, "\U0001F600");
}

TEST(Decode, HttpThenMeta) {
  const std::string page =
      "<meta charset=euc-kr><p>" + bytes({0xB1, 0xB9, 0xB9, 0xE6, 0xBA, 0xCE}) + " said</p>";
  EXPECT_EQ(must(page).charset, "euc-kr");
  EXPECT_EQ(must(page).from, "meta");
  EXPECT_NE(must(page).text.find("\uAD6D\uBC29\uBD80"), std::string::npos);
  const Decoded d = must("<meta charset=utf-8>" + bytes({0xC4, 0xC4}), "windows-1251");
  EXPECT_EQ(d.from, "http");
  EXPECT_EQ(d.text, "<meta charset=utf-8>\u0414\u0414");
  EXPECT_EQ(must(page, {}, false).from, "detected");  // a text has no <meta>
}

TEST(Decode, DeclarationsThatAreWrong) {
  Decoded d = must("<meta charset=iso-8859-1><p>Caf\u00E9 d\u00E9fense</p>");
  EXPECT_EQ(d.charset, "utf-8");
  d = must("<meta charset=utf-8><p>Caf" + bytes({0xE9}) + " d" + bytes({0xE9}) + "fense</p>");
  EXPECT_EQ(d.charset, "windows-1252");
  EXPECT_NE(d.text.find("Caf\u00E9"), std::string::npos);
  EXPECT_EQ(must("<meta charset=utf-16><p>plain</p>").charset, "utf-8");
  EXPECT_EQ(must("<meta charset=klingon-8><p>plain</p>").from, "utf-8");
  EXPECT_EQ(must("<meta charset=shift_jis><p>\uAD6D\uBC29\uBD80 \u2013 said</p>").charset, "utf-8");
}

TEST(Decode, WithoutDeclaration) {
  EXPECT_EQ(must("plain").from, "utf-8");
  const Decoded d = must("The minister" + bytes({0x92}) + "s " + bytes({0x93}) + "plan" +
                         bytes({0x94}) + " was read out in the capital on Monday.");
  EXPECT_EQ(d.charset, "windows-1252");
  EXPECT_EQ(d.text, "The minister\u2019s \u201Cplan\u201D was read out in the capital on Monday.");
  std::string wide;
  for (const char c : std::string("plain text of a report")) wide += {c, '\0'};
  EXPECT_EQ(must(wide).text, "plain text of a report");
  // Damaged here and there, and UTF-8 all the same.
  EXPECT_EQ(must("\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9 x\xFF").text,
            "\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9 x\uFFFD");
}

TEST(Decode, Refused) {
  for (const char* label : {"iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "x-user-defined"})
    EXPECT_EQ(decode("x", label, false).error().code, ErrorCode::kEncoding) << label;
  EXPECT_FALSE(decode(std::string("\xFF\xFE\0\0x\0\0\0", 8), {}, false));
  std::string junk;
  for (int k = 0; k < 4000; ++k) junk += static_cast<char>(k * 7919 >> 3);
  EXPECT_FALSE(decode(junk, {}, false));
  EXPECT_FALSE(decode("\xFF\xFE" + std::string(400, '\xDD'), {}, false));  // low surrogates only
}

TEST(Prescan, FindsTheDeclaration) {
  EXPECT_EQ(prescan("<html><head><META CHARSET = 'Big5' >"), "big5");
  EXPECT_EQ(prescan("<meta http-equiv=Content-Type content='text/html; charset=windows-1250'>"),
            "windows-1250");
  EXPECT_EQ(prescan("<meta content='text/html; charset=gb2312' http-equiv=\"content-type\">"),
            "gbk");
  EXPECT_EQ(prescan("<meta name=x content='text/html; charset=gb2312'>"), "");
  EXPECT_EQ(prescan("<!-- <meta charset=big5> --><meta charset=utf-8>"), "utf-8");
  EXPECT_EQ(prescan("<a title='<meta charset=big5>'><meta charset=koi8-r>"), "koi8-r");
  EXPECT_EQ(prescan("<?xml version='1.0' encoding='ISO-8859-2'?><html>"), "iso-8859-2");
  EXPECT_EQ(prescan(std::string(1100, ' ') + "<meta charset=big5>"), "");
  EXPECT_EQ(prescan("<meta charset"), "");
  EXPECT_EQ(prescan("<meta charset='big5"), "");
  EXPECT_EQ(prescan("<metal charset=big5>"), "");
}

}  // namespace
}  // namespace dragoman
