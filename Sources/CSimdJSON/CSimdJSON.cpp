#include "CSimdJSON.h"

#include <cstring>
#include <new>
#include <simdjson.h>
#include <string_view>
#include <type_traits>

using simdjson::dom::element;

struct csj_parser {
    simdjson::dom::parser parser;
};

// Both name a document and a place in it, so that a value costs nothing to hand over.
static_assert(sizeof(csj_value) == sizeof(element) && std::is_trivially_copyable_v<element>);
static_assert(sizeof(element) == sizeof(simdjson::dom::array::iterator));

static csj_value wrapped(const element &value) {
    csj_value result;
    std::memcpy(&result, &value, sizeof result);
    return result;
}

static element unwrapped(csj_value value) {
    element result;
    std::memcpy(static_cast<void *>(&result), &value, sizeof result);
    return result;
}

csj_parser *csj_create(void) { return new (std::nothrow) csj_parser; }

void csj_destroy(csj_parser *parser) { delete parser; }

csj_value csj_parse(csj_parser *parser, const uint8_t *bytes, size_t count) {
    element root;
    if (parser->parser.parse(bytes, count).get(root) != simdjson::SUCCESS) return {nullptr, 0};
    return wrapped(root);
}

csj_kind csj_kind_of(csj_value value) {
    switch (unwrapped(value).type()) {
    case simdjson::dom::element_type::ARRAY: return csj_array;
    case simdjson::dom::element_type::OBJECT: return csj_object;
    case simdjson::dom::element_type::STRING: return csj_string;
    case simdjson::dom::element_type::BOOL: return csj_boolean;
    case simdjson::dom::element_type::NULL_VALUE: return csj_null;
    default: return csj_number;
    }
}

bool csj_boolean_of(csj_value boolean) {
    bool result = false;
    (void)unwrapped(boolean).get(result);
    return result;
}

double csj_number_of(csj_value number) {
    double result = 0;
    (void)unwrapped(number).get(result);
    return result;
}

csj_text csj_text_of(csj_value string) {
    std::string_view text;
    if (unwrapped(string).get(text) != simdjson::SUCCESS) return {nullptr, 0};
    return {text.data(), text.size()};
}

void csj_members(csj_value object, const csj_text *names, size_t count, csj_value *found) {
    for (size_t i = 0; i < count; i++) found[i] = {nullptr, 0};
    simdjson::dom::object members;
    if (unwrapped(object).get(members) != simdjson::SUCCESS) return;
    // Members usually come in one and the same order.
    size_t guess = 0;
    for (auto member : members) {
        for (size_t tried = 0; tried < count; tried++) {
            size_t i = guess + tried < count ? guess + tried : guess + tried - count;
            if (member.key != std::string_view(names[i].bytes, names[i].count)) continue;
            if (found[i].document == nullptr) found[i] = wrapped(member.value);
            guess = i + 1 < count ? i + 1 : 0;
            break;
        }
    }
}

size_t csj_count(csj_value array) {
    simdjson::dom::array elements;
    if (unwrapped(array).get(elements) != simdjson::SUCCESS) return 0;
    // simdjson counts no further than this itself.
    size_t count = elements.size();
    if (count < 0xFFFFFF) return count;
    count = 0;
    for (auto element : elements) {
        (void)element;
        count++;
    }
    return count;
}

csj_value csj_first(csj_value array) {
    simdjson::dom::array elements;
    if (unwrapped(array).get(elements) != simdjson::SUCCESS) return {nullptr, 0};
    return wrapped(*elements.begin());
}

csj_value csj_after(csj_value value) {
    simdjson::dom::array::iterator place;
    std::memcpy(static_cast<void *>(&place), &value, sizeof place);
    return wrapped(*++place);
}
