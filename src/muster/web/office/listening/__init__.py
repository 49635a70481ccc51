"""Listening: topics with their curves, the posts that matter, the sources and how they do, our followers.

It fetches through ``listening.access`` and calls one action for each thing a person can do there.
"""

from django.urls import path

from muster.web.office.listening import followers, index, mentions, sources, topics

urlpatterns = [
    path("listening/", index.index, name="listening"),
    path("listening/topics/new/", topics.new, name="listening-topic-new"),
    path("listening/topics/<int:topic_id>/", topics.show, name="listening-topic"),
    path("listening/topics/<int:topic_id>/terms/", topics.edit, name="listening-topic-terms"),
    path(
        "listening/mentions/<int:mention_id>/conversation/",
        mentions.conversation,
        name="listening-conversation",
    ),
    path("listening/sources/", sources.index, name="listening-sources"),
    path("listening/sources/new/", sources.new, name="listening-source-new"),
    path("listening/sources/<int:source_id>/", sources.edit, name="listening-source"),
    path("listening/sources/<int:source_id>/trial/", sources.trial, name="listening-source-trial"),
    path("listening/sources/<int:source_id>/rest/", sources.rest, name="listening-source-rest"),
    path("listening/followers/", followers.index, name="listening-followers"),
]
