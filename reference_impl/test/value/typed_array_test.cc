// Elements of typed arrays where they are.
#include "triwire/typed_array.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

namespace triwire {
namespace {

using testing::ElementsAre;

template <class T>
class ElementTest : public testing::Test {};
using Elements =
    testing::Types<std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t,
                   std::uint32_t, std::int64_t, std::uint64_t, float, double>;
TYPED_TEST_SUITE(ElementTest, Elements, );

TYPED_TEST(ElementTest, IsMadeOfItsElementsAndShowsThem) {
  const std::array<TypeParam, 3> elements{TypeParam(1), TypeParam(-2), TypeParam(127)};
  const Value array = typedArray(elements);
  EXPECT_EQ(elementBytes(array.viewType()), sizeof(TypeParam));
  EXPECT_EQ(array.size(), 3U);
  EXPECT_THAT(elementsOf<const TypeParam>(array),
              ElementsAre(elements[0], elements[1], elements[2]));
}

TEST(TypedArrayTest, IsNotCopiedWhenItIsRead) {
  const std::vector<double> elements{1, 2};
  const Value array = typedArray(elements);
  const Value behind = Value::view(ViewType::FLOAT64_ARRAY, array.buffer(), 8, 1);
  elementsOf<double>(behind)[0] = 5;
  EXPECT_THAT(elementsOf<double>(array), ElementsAre(1, 5));
}

TEST(TypedArrayTest, NeitherCopiesNorConvertsAnotherType) {
  const std::array<std::uint8_t, 8> raw{};
  const Value bytes = typedArray(raw);
  EXPECT_THROW(elementsOf<std::int8_t>(bytes), ValueError);
  EXPECT_THROW(elementsOf<double>(bytes), ValueError);
  EXPECT_THROW(elementsOf<std::uint8_t>(bytes.buffer()), ValueError);
  EXPECT_THROW(elementsOf<std::uint8_t>("text"), ValueError);
  const Value clamped = Value::view(ViewType::UINT8_CLAMPED_ARRAY, bytes.buffer(), 0, 8);
  EXPECT_EQ(elementsOf<std::uint8_t>(clamped).size(), 8U);
}

}  // namespace
}  // namespace triwire
