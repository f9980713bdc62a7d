package dev.consentledger.consent.intake;

import dev.consentledger.kernel.purpose.Notice;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The exact text a person saw. */
@Schema(name = "Notice", description = "The exact text a person saw.")
@RegisterForReflection // read by AccountImport itself
record NoticeBody(
    @NotNull @Shaped(Shape.TOKEN) @Schema(examples = "sign-up") String id,
    @NotNull @Shaped(Shape.TOKEN) @Schema(examples = "2026-03") String version,
    @NotNull @Shaped(Shape.LOCALE) @Schema(examples = "en-GB", description = "BCP 47")
        String locale,
    @NotNull
        @Shaped(Shape.SHA256_HEX)
        @Schema(
            description = "SHA-256 of the text's UTF-8 bytes, 64 hex digits",
            examples = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea")
        String sha256) {

  static NoticeBody of(Notice notice) {
    return new NoticeBody(notice.id(), notice.version(), notice.locale(), notice.sha256());
  }

  Notice toNotice() {
    return new Notice(id, version, locale, sha256.toLowerCase(Locale.ROOT));
  }
}
