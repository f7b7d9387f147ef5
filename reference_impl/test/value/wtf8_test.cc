// Which strings are UTF-8, wherever in them the byte is that decides.
#include "value/wtf8.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace triwire::detail {
namespace {

constexpr std::size_t LENGTH = 600;  // Several of the steps in which ASCII is passed over.

std::string textWith(std::string_view part, std::size_t at) {
  std::string text(LENGTH, 'x');
  return text.replace(at, part.size(), part);
}

TEST(Wtf8Test, OnePlaceDecidesWhereverItIs) {
  for (std::size_t at = 0; at + 4 <= LENGTH; ++at) {
    EXPECT_EQ(formOf(textWith("\xF0\x9F\x98\x80", at)), TextForm::WELL_FORMED) << at;
    EXPECT_EQ(formOf(textWith("\xED\xA0\x80", at)), TextForm::SURROGATES) << at;
    EXPECT_EQ(formOf(textWith("\x80", at)), TextForm::INVALID) << at;
  }
}

TEST(Wtf8Test, SoDoTwoHoweverFarApart) {
  for (std::size_t apart = 3; apart + 3 < LENGTH; ++apart) {
    std::string text = textWith("\xED\xA0\x80", 0);
    text.replace(apart, 2, "\xC3\xA4");
    EXPECT_EQ(formOf(text), TextForm::SURROGATES) << apart;
    text.replace(apart, 1, "\xFF");
    EXPECT_EQ(formOf(text), TextForm::INVALID) << apart;
  }
}

TEST(Wtf8Test, AnEndInTheMiddleOfACodePointIsInvalid) {
  for (std::size_t length = 0; length < LENGTH; ++length) {
    EXPECT_EQ(formOf(std::string(length, 'x') + "\xE2\x82"), TextForm::INVALID) << length;
  }
}

TEST(Wtf8Test, WhatIsNoUtf8IsReplacedByteByByteAndHalvesOfPairsToo) {
  EXPECT_EQ(wellFormed("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(wellFormed("\xC3"), "\xEF\xBF\xBD") << "cut off";
  EXPECT_EQ(wellFormed("\xED\xA0\x80"), "\xEF\xBF\xBD") << "a high half";
  EXPECT_EQ(wellFormed("\xED\xB0\x80"), "\xEF\xBF\xBD") << "a low half";
  EXPECT_EQ(wellFormed("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "too long a way to write NUL";
  EXPECT_EQ(wellFormed("\xF4\x90\x80\x80").size(), 12U) << "beyond the last code point";
  EXPECT_EQ(toUtf16("a\xFFz"), u"a\uFFFDz");
  EXPECT_EQ(toUtf16("\xF0\x9F\x98\x80"), u"\U0001F600");
}

}  // namespace
}  // namespace triwire::detail
