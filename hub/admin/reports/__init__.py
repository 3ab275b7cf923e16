"""The hub's reports, in the order of the menu."""

from hub.admin.reports.ageing import AgeingReport
from hub.admin.reports.alt_text import AltTextReport
from hub.admin.reports.base import HubReportView
from hub.admin.reports.files import FileReport
from hub.admin.reports.insight import InsightReport
from hub.admin.reports.matrix import MatrixReport
from hub.admin.reports.translations import TranslationReport

REPORTS: tuple[type[HubReportView], ...] = (
    MatrixReport,
    AgeingReport,
    TranslationReport,
    AltTextReport,
    FileReport,
    InsightReport,
)
