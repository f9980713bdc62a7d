package dev.consentledger.consent.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * Requests are read strictly: an unknown field, a field that stands twice, or a number where a text
 * belongs is refused, so that a slip of the pen can't silently lose consent data.
 */
@Singleton
final class IntakeJson implements ObjectMapperCustomizer {
  @Override
  public void customize(ObjectMapper mapper) {
    mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    mapper.disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION.mappedFeature());
    var texts = mapper.coercionConfigFor(LogicalType.Textual);
    texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
    texts.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
    texts.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    var numbers = mapper.coercionConfigFor(LogicalType.Integer);
    numbers.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
    numbers.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
    numbers.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
  }
}
