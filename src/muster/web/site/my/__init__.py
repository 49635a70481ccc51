"""The pages of a supporter who is signed in: the door, their own page, what they chose here."""

from django.urls import path

from muster.web.site.my import choices, door, home, news

urlpatterns = [
    path("my/", home.show, name="my"),
    path("my/in/", door.ask, name="my-in"),
    path("my/in/sent/", door.sent, name="my-sent"),
    path("my/open/<str:token>/", door.come_in, name="my-open"),
    path("my/out/", door.leave, name="my-out"),
    path("my/noting/", choices.noting, name="my-noting"),
    path("my/news/<int:number>/", news.show, name="my-news"),
]
