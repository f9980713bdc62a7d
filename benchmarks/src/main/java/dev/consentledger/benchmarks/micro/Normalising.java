package dev.consentledger.benchmarks.micro;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import dev.consentledger.kernel.identifier.IdentifierForms;
import dev.consentledger.kernel.identifier.Normalised;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From what somebody typed to its normalised forms, without their digests. */
@State(Scope.Benchmark)
public class Normalising {
  private final PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
  private String email = "  Ada.Lovelace+shop@GMail.com ";
  private String typed = "(202) 555-0143";
  private String e164 = "+12025550143";

  @Benchmark
  public Normalised email() {
    return IdentifierForms.email(email);
  }

  @Benchmark
  public Normalised phoneE164() {
    return IdentifierForms.phone(e164, null);
  }

  @Benchmark
  public Normalised phoneTyped() {
    return IdentifierForms.phone(typed, "US");
  }

  /** The library alone: parsing, the same check of the length, and formatting. */
  @Benchmark
  public String libphonenumberE164() throws NumberParseException {
    return libphonenumber(e164, "ZZ");
  }

  @Benchmark
  public String libphonenumberTyped() throws NumberParseException {
    return libphonenumber(typed, "US");
  }

  private String libphonenumber(String text, String region) throws NumberParseException {
    var number = numbers.parse(text, region);
    if (!numbers.isPossibleNumber(number)) {
      throw new IllegalStateException("made up, but possible");
    }
    return numbers.format(number, PhoneNumberFormat.E164);
  }
}
