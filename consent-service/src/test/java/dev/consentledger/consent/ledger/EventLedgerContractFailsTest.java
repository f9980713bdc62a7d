package dev.consentledger.consent.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A suite that a worthless store passes would prove nothing: each of its tests must fail there. */
class EventLedgerContractFailsTest {
  private static final class AgainstHonoursNothing extends EventLedgerFollowContract {
    private final EventLedger ledger = new HonoursNothing();

    @Override
    protected EventLedger ledger() {
      return ledger;
    }
  }

  @TestFactory
  Stream<DynamicTest> fails_against_a_store_that_honours_nothing() {
    return contractTests()
        .map(test -> DynamicTest.dynamicTest(test.getName() + " fails", () -> assertFails(test)));
  }

  @Test
  void the_whole_contract_was_tried() {
    assertThat(contractTests()).hasSizeGreaterThan(20);
  }

  private static Stream<Method> contractTests() {
    return Stream.of(EventLedgerContract.class, EventLedgerFollowContract.class)
        .flatMap(suite -> Stream.of(suite.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Test.class));
  }

  private static void assertFails(Method test) {
    assertThatThrownBy(() -> invoke(test)).isInstanceOf(AssertionError.class);
  }

  private static void invoke(Method test) throws Throwable {
    try {
      test.invoke(new AgainstHonoursNothing());
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
