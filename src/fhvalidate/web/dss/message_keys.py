"""The keys that DSS has for what a report tells; what it has none for keeps our own code."""

from collections.abc import Iterable

from fhvalidate.conclusion import Severity
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.json import Json

_FIELDS = (
    *("byte-range-missing", "byte-range-malformed", "byte-range-outside-file"),
    *("byte-range-not-around-contents", "byte-range-not-at-revision-end"),
    *("contents-empty", "contents-not-hexadecimal", "signature-outside-own-object"),
)
_DICTIONARIES = (
    *("contents-differ", "signature-differs-in-own-revision", "signature-vanished"),
    *("signature-rewritten", "signature-damaged", "value-shared"),
)
_MODIFICATIONS = (
    *("changed-content", "changed-other", "changed-annotation", "changed-form", "look-changed"),
    *("signature-over-words", "look-says-more", "reference-resolved-later", "pages-not-compared"),
    *("pages-beyond-limit", "later-not-compared", "unaccounted-bytes", "read-in-two-ways"),
    *("objects-unread", "cross-reference-repaired"),
)
_SEEN = (
    *("words-changed", "words-added", "words-removed", "picture-changed", "picture-changed-over"),
    *("field-value-added", "field-value-changed", "field-value-removed"),
)
_STRUCTURE = (
    *("cms-not-signed-data", "cms-unreadable", "cms-content-embedded", "cms-content-repeated"),
    *("cms-content-type-wrong", "cms-attribute-repeated", "cms-attributes-as-content"),
    *("cms-signed-attributes-missing", "cms-signed-attributes-ambiguous", "cms-not-ber"),
    *("cms-algorithm-protection-mismatch", "cms-trailing-bytes", "timestamp-not-der"),
)
KEYS = {
    **dict.fromkeys(_FIELDS, "BBB_FC_IBRV_ANS"),
    **dict.fromkeys(_DICTIONARIES, "BBB_FC_ISDC_ANS"),
    **dict.fromkeys(_MODIFICATIONS, "BBB_FC_DSCNUOM_ANS"),
    **dict.fromkeys(_SEEN, "BBB_FC_IVDBSFR_ANS"),
    **dict.fromkeys(_STRUCTURE, "BBB_SAV_ISSV_ANS"),
    "byte-range-overlaps": "BBB_FC_DBTOOST_ANS",
    "subfilter-unsupported": "BBB_FC_IEFF_ANS",
    "timestamp-ksi-not-local": "BBB_FC_IEFF_ANS",
    "cms-signer-count": "BBB_FC_IOSIP_ANS",
    "change-forbidden": "BBB_FC_ISVADMDPD_ANS",
    "certification-contradicts": "BBB_FC_ISVADMDPD_ANS",
    "locked-field-changed": "BBB_FC_ISVAFMDPD_ANS",
    "signed-text-covered": "BBB_FC_IAOD_ANS",
    "signed-annotation-covered": "BBB_FC_IAOD_ANS",
    "signature-look-covered": "BBB_FC_IAOD_ANS",
    "digest-mismatch": "BBB_CV_IRDOI_ANS",
    "signature-value-wrong": "BBB_CV_ISI_ANS",
    "key-not-for-algorithm": "BBB_CV_ISI_ANS",
    "timestamp-imprint-mismatch": "BBB_CV_TSP_IRDOI_ANS",
    "signing-certificate-not-found": "BBB_ICS_ISCI_ANS",
    "signing-certificate-unreadable": "BBB_ICS_ISCI_ANS",
    "cms-signer-identifier-mismatch": "BBB_ICS_ISCI_ANS",
    "cms-signing-certificate-attribute-missing": "BBB_ICS_ISASCP_ANS",
    "cms-signing-certificate-digest": "BBB_ICS_ICDVV_ANS",
    "cms-signing-certificate-mismatch": "BBB_ICS_ICDVV_ANS",
    "cms-issuer-serial-mismatch": "BBB_ICS_AIDNASNE_ANS",
    "cms-message-digest-missing": "BBB_SAV_ISQPMDOSPP_ANS",
    "signature-policy-unknown": "BBB_VCI_ISPA_ANS",
    "signature-policy-unreadable": "BBB_VCI_ISPA_ANS",
    "signature-policy-differs": "BBB_VCI_ISPM_ANS",
    "no-certificate-chain": "BBB_XCV_CCCBB_SIG_ANS",
    "no-time-stamp-certificate-chain": "BBB_XCV_CCCBB_TSP_ANS",
    "anchor-no-longer-believed": "BBB_XCV_CCCBB_ANS",
    "anchor-not-yet-believed": "BBB_XCV_CCCBB_ANS",
    "chain-invalid": "BBB_XCV_SUB_ANS",
    "certificate-expired": "BBB_XCV_ICTIVRSC_ANS",
    "certificate-not-yet-valid": "BBB_XCV_ICTIVRSC_ANS",
    "certificate-revoked": "BBB_XCV_ISCR_ANS",
    "certificate-self-signed": "BBB_XCV_ISNSSC_ANS",
    "revocation-data-missing": "BBB_XCV_IRDPFC_ANS",
    "revocation-data-stale": "BBB_RFC_IRIF_ANS",
    "key-usage-not-for-signing": "BBB_XCV_ISCGKU_ANS",
    "timestamp-not-for-time-stamping": "BBB_XCV_ISCGEKU_ANS",
    "timestamp-authority-differs": "BBB_TAV_DTSAVM_ANS",
    "timestamp-not-passed": "BBB_SAV_ITVS_ANS",
    "timestamp-order": "TSV_ASTPTCT_ANS",
    "timestamp-delay": "ADEST_ISTPTDABST_ANS",
    "signed-before-certificate": "TSV_IBSTAIDOSC_ANS",
    "timestamp-outside-certificate": "TSV_ISCNVABST_ANS",
    "no-proof-of-time": "PSV_ITPOOBCT_ANS",
    "no-proof-of-revocation-status": "BBB_VTS_IRDPFC_ANS",
    "not-proven-in-time": "PSV_ITPOOBCT_ANS",
    "revocation-data-not-proven": "PSV_ITPOOBCT_ANS",
    "algorithm-not-accepted": "ASCCM_AR_ANS_ANR",
    "algorithm-not-listed": "ASCCM_EAA_ANS",
    "algorithm-unsupported": "ASCCM_EAA_ANS",
    "pdf-a-not-claimed": "BBB_FC_DDAPDFAF_ANS",
    "pdf-a-claim-unusable": "BBB_FC_DDAPDFAF_ANS",
    "pdf-a-not-compliant": "BBB_FC_IDPDFAC_ANS",
    "trusted-lists-not-loaded": "QUAL_CERT_TRUSTED_LIST_REACHED_ANS",
    "no-certificate-chain-to-list": "QUAL_CERT_TRUSTED_LIST_REACHED_ANS",
    "issuer-not-listed": "QUAL_CERT_TRUSTED_LIST_REACHED_ANS",
    "trusted-list-missing": "QUAL_CERT_TRUSTED_LIST_REACHED_ANS",
    "trusted-list-expired": "QUAL_TL_EXP_ANS",
    "service-not-granted": "QUAL_HAS_GRANTED_ANS",
    "contradictory-lists": "QUAL_HAS_CONF_ANS",
    "not-declared-qualified": "QUAL_QC_AT_ST_ANS",
    "no-qualified-device": "QUAL_QSCD_AT_ST_ANS",
    "device-not-determinable": "QUAL_QSCD_AT_ST_ANS",
    "certificate-use-unclear": "QUAL_CERT_TYPE_AT_ST_ANS",
}


def key_of(code: str) -> str:
    """The nearest key of DSS, else the code itself."""
    return KEYS.get(code, code)


def said(key: str, text: str) -> dict[str, Json]:
    """A message as DSS writes it."""
    return {"value": text, "Key": key}


def message(finding: ReportFinding) -> dict[str, Json]:
    """What was noticed, in our English words."""
    return said(key_of(finding.code), finding.message.en)


def messages(findings: Iterable[ReportFinding], severity: Severity) -> list[Json]:
    """What was noticed and weighs so much, each once."""
    weighed = (each for each in findings if each.severity is severity)
    found = {(each.code, each.message.en): message(each) for each in weighed}
    return list(found.values())
