"""Models of the knowledge app, re-exported so that ``knowledge.models.X`` is the one address of each."""

from knowledge.models.adoption import Adoption, WorkNote
from knowledge.models.attachment import Attachment
from knowledge.models.best_practice import BestPracticeIndexPage, BestPracticePage, BestPracticeTag
from knowledge.models.best_practice_rows import BestPracticeAuthor, EvidenceConfirmation, Outcome
from knowledge.models.course import CourseIndexPage, CoursePage, CourseTag
from knowledge.models.fieldlab import FieldlabIndexPage, FieldlabPage, FieldlabPartner, FieldlabTag
from knowledge.models.funding_call import FundingCallAbout, FundingCallIndexPage, FundingCallPage, FundingCallTag
from knowledge.models.neighbour import NeighbourFinding
from knowledge.models.news import NewsAbout, NewsAuthor, NewsIndexPage, NewsPage, NewsTag
from knowledge.models.publication import PublicationAbout, PublicationIndexPage, PublicationPage, PublicationTag
from knowledge.models.review import AdviceRequest, CannedReply, CannedReplyText, LinkCheck, ReviewDeputy
from knowledge.models.submission import CoAuthor, Submission, SubmissionEvent
from knowledge.models.use_case import UseCaseAbout, UseCaseIndexPage, UseCasePage, UseCaseTag

__all__ = [
    "Adoption",
    "AdviceRequest",
    "Attachment",
    "BestPracticeAuthor",
    "BestPracticeIndexPage",
    "BestPracticePage",
    "BestPracticeTag",
    "CannedReply",
    "CannedReplyText",
    "CoAuthor",
    "CourseIndexPage",
    "CoursePage",
    "CourseTag",
    "EvidenceConfirmation",
    "FieldlabIndexPage",
    "FieldlabPage",
    "FieldlabPartner",
    "FieldlabTag",
    "FundingCallAbout",
    "FundingCallIndexPage",
    "FundingCallPage",
    "FundingCallTag",
    "LinkCheck",
    "NeighbourFinding",
    "NewsAbout",
    "NewsAuthor",
    "NewsIndexPage",
    "NewsPage",
    "NewsTag",
    "Outcome",
    "PublicationAbout",
    "PublicationIndexPage",
    "PublicationPage",
    "PublicationTag",
    "ReviewDeputy",
    "Submission",
    "SubmissionEvent",
    "UseCaseAbout",
    "UseCaseIndexPage",
    "UseCasePage",
    "UseCaseTag",
    "WorkNote",
]
