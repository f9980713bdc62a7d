package dev.consentledger.consent.intake;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** What /q/openapi says about the whole service. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Consent Ledger: consent-service",
            version = "1",
            description =
                "Ties every contact point to the purposes it was collected for, and records each"
                    + " grant and withdrawal in an append-only ledger. Every write answers its"
                    + " position and the header Ledger-Position; repeating a write with the same"
                    + " content answers the same position and appends nothing. JSON bodies have at"
                    + " most 16 KiB and no unknown fields. Errors are application/problem+json"
                    + " (RFC 9457) with a type under https://consentledger.dev/problems/.",
            license =
                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")),
    security = @SecurityRequirement(name = "token"))
@SecurityScheme(
    securitySchemeName = "token",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT",
    description = "RS256, issuer https://consentledger.dev, audience consent-ledger")
final class ApiDescription extends Application {}
