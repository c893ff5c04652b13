"""How a text addresses the program that reads it: the forms, as patterns over a text squeezed by `answer.injection`.

What is matched is how it speaks, not what about. An imperative to forget what came before; a role given to the reader; programs
called upon by name; the voice of an operator; words dictated for an answer; signs of a chat template; a payload to decode; an
address to which the conversation is to go. Genuine notices do none of it: tried on 15,000 statutes of the mainland and Taiwan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["HAN", "RULES", "Rule"]

HAN = "\u3400-\u9fff"
_G = "[^。！？!?\n]"  # inside one sentence
# No body or person before it: whoever reads is meant.
_START = rf"(?:^|(?<=[^{HAN}\w])|(?<=请)|(?<=你)|(?<=您)|(?<=须)|(?<=即)|(?<=在))"
_OPENING = r"(?:^|(?<=[^\w，、]))"  # of a line or sentence; line ends beside Han are gone
_BEFORE = (
    "(?:以上|上述|上面|上文|之前|先前|此前|前面|前述|前文|以前|原有|原先|原来|所有|一切|全部|任何|系统|你的|你收到的|既定|内置|开发者)")
_FORGET = "(?:忽略|忽视|无视|不要理会|不必理会|不用理会|不理会|别管|抛开|忘记|忘掉|忘了|丢弃|抛弃)"
_DISOBEY = "(?:不再|停止|不要|无需|不必|不用)(?:遵守|遵循|听从|执行|按照)|绕过|覆盖|推翻|跳过|清空"
_AGENT = (
    "(?:(?:智能|问答|对话|聊天|ai|语音|政务|检索|增强|虚拟|人工智能|语言模型)+(?:助手|助理|系统|程序|机器人|客服|模型)"
    "|大?语言模型|大模型|人工智能(?!产业|企业|技术|应用|领域|服务)|智能体|聊天机器人|(?<![a-z])(?:ai|llm)(?![a-z])|chatgpt|gpt)")
_SAY = "(?:回答|作答|输出|答复|回复)"
_STEERED = (
    "(?:[你您](?:现在|从现在起)?(?:就?是|的(?:任务|角色|身份|回答|指令)|(?:只能|必须|应当?)(?:回答|输出))|模型|助手"
    "|机器人|(?<![a-z])ai(?![a-z])|问答|回答|输出"
    "|忽略|无视|指令|answer|respond|ignore|you are|you must)")
_AGENT_EN = r"(?:ai|a\.i\.|llms?|(?:large )?language models?|chat ?bots?|(?:ai |virtual )?assistants?|gpt)"
_ASIDE_EN = r"(?:previous|prior|above|earlier|preceding|foregoing|system|your|other|all|any|everything|what)"
_ORDER_EN = r"(?:instruction|prompt|rule|context|guideline|direction|message|clause|evidence|told|text|above|before|earlier|said|stated)"


@dataclass(frozen=True)
class Rule:
    """A form of address. needles: one of them stands in every text that the pattern matches, so that most texts cost no search.""
    """

    needles: tuple[str, ...]
    pattern: re.Pattern[str]


def _rule(needles: str, *patterns: str) -> Rule:
    return Rule(tuple(needles.split()), re.compile("|".join(f"(?:{one})" for one in patterns), re.M))


RULES = (
    # Forget what you were told. 指令 and 提示 are given to a program; 规定 and 内容 only when nobody is named who may not ignore them.
    _rule("忽略 忽视 无视 理会 别管 抛开 忘记 忘掉 忘了 丢弃 抛弃 遵守 绕过 覆盖 推翻 跳过 清空 规则 指令 设定 当作 当成 视作 视为 看作",
          rf"(?:以上|上述|上面|之前|先前|前面|原有)的?(?:所有|全部|一切)?(?:规则|指令|设定|提示词?|命令){_G}{{0,4}}?(?:作废"
          rf"|失效|无效|不再有效|不算数)",
          rf"[把将](?:上面|以上|前面|上述|其他){_G}{{0,8}}(?:当作|当成|视作|视为|看作){_G}{{0,3}}(?:不存在|没有|空白)",
          rf"(?:{_FORGET}|{_DISOBEY}){_G}{{0,8}}{_BEFORE}{_G}{{0,8}}(?:指令|指示|提示词?|设定|预设|人设|命令|对话|聊天记录|上下文|prompt"
          rf"|instruction)",
          rf"{_START}(?:现在|立即|立刻|直接|务必|必须|应当?)*{_FORGET}[了掉]?{_G}{{0,3}}{_BEFORE}+的?{_G}{{0,6}}"
          "(?:规则|要求|规定|内容|条款|约束|限制|说明|材料|证据|资料|文字|条文|引用)"),
    # You are somebody else.
    _rule("你 您 切换 进入 模式 限制的 约束的 扮演 假装 充当",
          rf"{_START}假装{_G}{{0,16}}?(?:有|存在)",
          rf"[你您](?:现在|将|已经?|从现在起|从此|接下来|今后|必须|应当?|只|要|就|不再)*(?:是|作为|扮演|充当|成为|担任|进入"
          rf"|切换[为到]){_G}{{0,14}}"
          rf"(?:助手|助理|机器人|人工智能|智能体|程序|(?:语言|问答|大)模型|(?<![a-z])ai(?![a-z])|开发者模式|管理员模式"
          rf"|无限制模式|(?<![a-z])dan(?![a-z]))",
          r"你(?:现在|从现在起|从此)是|你(?:收到|得到|看到)的(?:全部|所有|一切)?(?:提示|指令|上下文|资料|条款)",
          r"你正?在?(?:阅读|读到|看到|处理)(?:的)?[这本此][份段条篇句]|你都(?:要|必须|应|只|得)?(?:回答|说|答|输出)",
          r"(?:忘了|忘记|忘掉|抛弃)你(?:原来|之前|现在|原有)?的?(?:身份|角色|设定|规则|任务)|(?:开发者|管理员|越狱"
          r"|无限制)模式(?:已|启用|开启|激活)",
          r"(?:不受|没有|无)(?:任何)?(?:限制|约束)的?(?:聊天|助手|语言模型|大模型|机器人|专家|ai(?![a-z]))",
          r"你的(?:新|真正|唯一|首要)?的?(?:任务|职责|身份|角色)[是为]|(?:切换|进入)(?:到|为|至)?(?:开发者|管理员|无限制|越狱)模式",
          rf"请你?(?:扮演|假装|充当){_G}{{0,12}}(?:助手|模型|机器人|专家|顾问|角色|官员)"),
    # Addressed to programs: 作为AI助手，你…; 致问答程序：…; 大模型请注意.
    _rule("ai 回答者 助手 助理 模型 机器人 智能 程序 llm gpt 问答 系统",
          rf"(?:作为|身为)(?:一个|一名|一款|本|该)?[^。，,！？]{{0,8}}{_AGENT}[，,]?(?:[你您请须]|必须|应|不得|只能|务必|在?回答|输出)",
          rf"{_START}(?:致|告|敬告|提醒|各位?|所有|任何|凡|请|供)(?:所有|各类|各|任何|正在{_G}{{0,10}}的)*{_AGENT}(?:[:：]"
          rf"|[，,]?请|注意|须知|阅读|读取"
          rf"|读到)",
          rf"{_AGENT}[，,]?(?:请注意|请务必|请直接|请忽略|请回答|请输出|请按|(?:阅读|读取|引用)?(?:提示|须知|注意)[:：]"
          rf"|在?(?:回答|作答)(?:时|本|用户))",
          rf"(?:{_AGENT}|模型|机器人)(?:看到|读到|阅读|检索到|引用)(?:到?[这此本]|以下)|(?:供|给"
          rf"|由){_G}{{0,12}}{_AGENT}(?:阅读|读取|参考|引用)?[:：]",
          rf"{_AGENT}{_G}{{0,14}}(?:应当?|须|必须|请)?[把将]{_G}{{0,30}}(?:改为|改成|写成|说成|换成)",
          rf"(?:给|致|写给|发给){_AGENT}们?的(?:说明|指令|提示|话|留言|备注|信)|回答者(?:请注意|请|须知|注意)",
          rf"请?(?:{_AGENT}|模型|机器人)在?(?:总结|概括|引用|回答|检索|处理|摘要)[本此这该]",
          rf"(?:读到|看到|检索到|处理|阅读|引用)(?:本|此|这)[段条句文]{_G}{{0,6}}的?{_AGENT}"),
    # In the voice of the program's own operator.
    _rule("系统 system 开发者 管理员 提示词 指令 设定 prompt",
          rf"(?<![{HAN}a-z])(?:系统|开发者|管理员|system)(?:提示词?|指令|消息|指示|注|备注|覆写|message|prompt|note"
          rf"|override)[)）\]】］〕」]?[:：]"
          rf"{_G}{{0,40}}?{_STEERED}",
          rf"{_OPENING}(?:系统|system) ?[)）\]】］〕」]?[:：]{_G}{{0,40}}?{_STEERED}",
          r"[把将][你您]的?(?:系统|初始|全部|所有|隐藏的?|内置的?|完整的?)*(?:提示词?|指令|设定|prompt)",
          rf"(?:输出|泄露|透露|打印|复述|显示|公开|重复|告诉我){_G}{{0,6}}(?:系统提示词?|提示词|初始指令|系统指令)(?!标签"
          rf"|文字|信息|标识)",
          r"(?:来自|由)?(?:系统|开发者|管理员)(?:发来|发出|下达|给出)?的新?(?:指令|消息|提示词)|(?:开发者|管理员)指令",
          r"system[ _-]?prompt|developer mode|(?:新的?|更新后的|真正的|隐藏的?|最高优先级|你的)(?:系统)?(?:指令|提示词)[:：]"),
    # What to answer, as no notice puts it: in given words, always the same, whatever was asked.
    _rule("回答 作答 输出 答复 回复 返回 声称 答案 说 称",
          rf"(?:一律|均|都|统一|只能?|只需|只须|(?<![申报])请|请你|直接|务必|固定|永远|始终|总是){_SAY}(?:为|成|道|说|出|以下"
          rf"|如下|用户|提问者"
          rf"|一句)*[:：]?[“\"「『‘'`]",
          rf"(?:^|(?<=[，,；;。！？：:]))(?:请|并|再|然后|改为|就|而是)?{_SAY}(?:道|为|说)?[:：]?[“「『\"]",
          r"(?:应当?|请|必须|须|先|要|都|就)(?:答称|回答称|答复称|回答说|先?说)[:：]?[“「『\"]|(?:才是|就是)(?:正确|真正"
          r"|唯一|最终)的?(?:答案|回答)",
          r"[把将](?:你的|本次)?(?:回答|答案|输出)(?:内容)?(?:改|写|换|替换|设|定)[为成作]|正确答案(?:应|为|是|[:：])"
          r"|(?:停止|不再)引用|仅输出本",
          rf"输出格式[:：]{_G}{{0,40}}\[\d{{1,2}}\]",
          r"(?:格式|句式|口径)(?:来)?(?:回答|作答|输出)[:：]|(?:作为|用作)(?:最终|唯一)的?(?:答案|回答|输出)|不要(?:回答"
          r"|输出)(?:其[他它]|任何|别的)",
          rf"(?:一律|统一|都要|只能|必须|请)(?:说(?![明出清服])|声称|谎称)|{_START}直接(?:回答|输出)(?!问题|提问)",
          r"(?:一律|统一|只能?|只需|只须|固定|永远|始终|总是|(?<![申报])请你?|请直接|务必)(?:直接)?(?:回答|输出)[:：]?"
          r"(?!入|问题|询问|提问|下列|以下|者|人员|率|量|功率|端|电|是非|选择|考|的|到|至|了|能|[^。，]{0,8}(?:数据|报告"
          r"|结果|产品|能力|表))[^。，；]{3,}",
          rf"{_START}(?:回答|作答|(?:生成|给出|组织|输出)(?:回答|答案)|回答(?:用户|本问题|该问题|提问)|答复(?:用户|提问者))"
          rf"(?:时|前|后|中|里|的?(?:末尾|开头|结尾|最后|第一句|首句)){_G}{{0,6}}?"
          r"(?:必须|请|只|不要|不得|一律|务必|应|须|都|均|附|加|插|写|注明|引用|声明|说明|标|先)",
          r"你的(?:回复|答复)(?:中|里|末尾|开头|必须|只能)"
          rf"|(?:你的|您的|本次|最终)(?:回答|答案|输出)(?:中|里|时|的|必须|应|只|须|不得|开头|末尾|[:：])"
          rf"|(?:回答|答案|输出)(?:的?(?:最?末尾|最?结尾|最?开头|第一句|首句|最后一[行句]|第一行)){_G}{{0,6}}(?:加|附|插|写"
          rf"|注明|输出|显示|标)",
          rf"(?:回答|答案|输出)[中里时]{_G}{{0,12}}[把将用]{_G}{{0,30}}(?:改为|改成|替换|换成|写成|说成)",
          rf"{_SAY}[:：]?[“\"「『]?(?:未找到依据|没有依据|无依据|no[ _]basis)"),
    # What to say to those who ask a program: 用户 who 提问.
    _rule("问到 问及 问起 被问 用户 提问 询问 告知 告诉 问题",
          rf"(?:对于?|针对|不管|无论|不论)(?:任何|一切|所有|什么)?(?:提问|问题"
          rf"|询问)(?:是什么)?{_G}{{0,4}}?[，,]?(?:你{_G}{{0,4}}|都要?|一律|只能"
          rf"|统一)(?:回答|输出|说)",
          r"请(?:告知|告诉|答复|回复)(?:其|他们?|对方|用户)(?:[为是]|[:：“「])",
          rf"(?:被问[到及起]?|问[到及起]|[用户人者谁]{{1,2}}(?:再|若|如果?|一旦)?(?:提问|询问|问起?)){_G}{{0,30}}?[，,时的]?"
          r"(?:请|必须|一律|应|只|就|统一|直接|都|均)*(?:回答|输出|说成?|答)(?:为|成|[:：“\"「『]|是)",
          r"告诉(?:用户|提问者|提问人|询问者)|(?:对|向)(?:用户|提问者|提问人|询问者)(?:声称|宣布|谎称|说[:：“])"),
    # Which marks to set; what to keep quiet about.
    _rule("[ ［ 【 本段 这段 此段 指令 本提示 系统提示 条款 引用",
          r"(?:标注|引用|注明|附上|写上|标上|标明|引注)(?:为|成|编号|来源|证据|出处|条款|第|请|应|须|写|用"
          r"|标)*[:：]?[\[［【]\s?\d{1,2}\s?[\]］】]",
          rf"(?:不要|不得|禁止|切勿|请勿|别|无需|不必)(?:向[^，。]{{0,8}})?(?:提及|引用|透露|显示|提到|暴露|泄露|输出|复述"
          rf"|展示|告诉){_G}{{0,6}}"
          r"(?:本段|这段|此段|本指令|该指令|此指令|这条指令|本提示|[上以][述上]指令|系统提示|其[他它余]条款|任何条款)",
          r"引用(?:本|此|该)(?:公?文|通知|办法|条|段)时?[，,]?(?:请|不要|不得|切勿|请勿|只)"),
    # The program's own words, the signs of chat templates, roles of a conversation.
    _rule("no_basis 未找到依据 no verdict verified <| |> inst] sys> system> prompt> instruction ### assistant 助手 human",
          rf"no_basis|{_OPENING}(?:未找到依据|no basis found)[:：。.,，]",
          r"[\"']?verified[\"']?\s?[:=]\s?true|verdict\W{1,3}(?:supported|pass)",
          r"<\|[a-z_]{2,20}\|>|\|(?:im_start|im_end|endoftext)\||\[/?inst\]|<</?sys>>",
          r"</?(?:system|assistant|instructions?|prompt)>|#{2,} ?(?:instructions?|response|system|assistant|human)\b",
          rf"{_OPENING}(?:assistant|ai助手|助手|human) ?[:：]"),
    # Payloads to decode, and addresses that carry the conversation away.
    _rule("base64 解码 decode rot13 http",
          rf"(?:base64|解码|decode|rot13){_G}{{0,60}}(?:执行|遵照|照办|follow|execute|obey|run|回答|输出)"
          rf"|[a-z0-9+/]{{40,}}={{0,2}}{_G}{{0,20}}(?:解码|decode|base64|执行)|(?:解码|decode|base64"
          rf"|执行){_G}{{0,20}}[a-z0-9+/]{{40,}}",
          r"!\[[^\]\n]*\]\s?\(\s?https?:[^)\n]*[?&/](?:q|query|question|answer|data|text|content|prompt|history|log"
          r"|secret|key|leak)=",
          r"<img\b[^>\n]*\bhttps?:[^>\n]*[?&](?:q|query|question|answer|data|text|content|prompt|history|log)=",
          rf"(?:[把将]|插入|附上|加上|append|insert|include|send|embed|render){_G}{{0,30}}"
          rf"(?:问题|提问|对话|回答|聊天记录|上下文|question|conversation|answer|history|context){_G}{{0,40}}https?:"),
    _rule("ignore disregard forget override bypass overlook follow obey reset clear erase hulue wushi",
          rf"(?:ignore|disregard|forget|override|bypass|overlook|(?:not|n't|stop) ?(?:follow|obey)(?:ing)?)"
          rf".{{0,20}}?{_ASIDE_EN}.{{0,25}}?{_ORDER_EN}",
          r"(?:^|(?<=[.!?:;] )|(?<=[^\x00-\x7f]))(?:please )?(?:ignore|disregard|forget) (?:about )?(?:all |any |these |those |the |your )+"
          r"(?:notices?|documents?|sources?|files?|corpus|database)\b",
          r"\bignore (?:the|this|that) (?:question|query|evidence|clauses|user)|\b(?:reset|clear|erase) (?:your"
          r"|the) (?:context|memory|instruction)",
          rf"\b(?:system|instruction|prompt|admin|developer) (?:override|update|command)\b|{_OPENING}override[:：]",
          r"(?:hu ?lue|wu ?shi) ?(?:yi ?shang|shang ?shu|zhi ?qian|qian ?mian|suo ?you).{0,12}"
          r"(?:zhi ?ling|gui ?ze|ti ?shi|yao ?qiu|nei ?rong)"),
    _rule("you from instruction dan end new ai assistant bot model llm gpt",
          rf"\byou(?: are|'re| will be| must act| shall act| should act|r role is).{{0,25}}?\b{_AGENT_EN}\b",
          r"\bpretend (?:that )?there (?:is|are|was|were)\b",
          r"\byou are now\b|\bfrom (?:now|this point) on,? you\b|\bpretend (?:to be|you are)\b",
          r"\bact as (?:an?|the) .{0,20}(?:assistant|expert|bot|model)",
          r"\byour (?:new|only|real|next|sole|actual) (?:task|role|job|goal|instruction)s? (?:is|are)\b"
          r"|\bfrom (?:here|now) on,? (?:you|respond|answer|reply|say)\b",
          rf"\b(?:{_AGENT_EN}|model) ?[:,] ?(?:please|output|say|answer|respond|reply|do not|you|include|ignore|write"
          rf"|print|tell)\b",
          rf"\binstructions? (?:for|to) (?:the |all |any )?{_AGENT_EN}\b|\bas dan\b|\bnew (?:user|system) (?:message|prompt)",
          r"\bend of (?:document|context|prompt|notice|evidence)\b.{0,20}(?:user|system|new|assistant|question)",
          rf"\b(?:the|any|every|all) (?:{_AGENT_EN}|model|bot)s? (?:should|must|shall|is to|has to) (?:only "
          rf"|always )?(?:answer|say|respond|reply|output|cite)\b",
          rf"\bas an? (?:helpful )?{_AGENT_EN}\b,? ?(?:you|must|should|answer|respond|please|do|i)\b",
          rf"\b(?:attention|note to|notice to|dear|to (?:all|any|the))(?: all| any| the)?[:,]? {_AGENT_EN}\b",
          rf"\b{_AGENT_EN}\b.{{0,20}}\b(?:reading|processing|parsing|summari[sz]ing|quoting|retriev\w+|indexing) this"),
    _rule("respond reply answer output say tell asked mention cite response print reveal show repeat display treat",
          r"\b(?:always|only|just|must|simply|exactly|please|instead,?) (?:respond|reply|answer|output|say|state"
          r"|print)\b"
          r"(?: only| exactly| with| that| by)*[: ]{0,2}(?:[\"“'‘「]|that\b|with\b|no\b|exactly\b)",
          r"\byour (?:answer|response|reply|summary|output) (?:should|must|shall|is|will|has to)\b",
          r"\b(?:whatever|no matter what|regardless of) (?:the |is |they |users? )?(?:question|ask|quer).{0,20}\b(?:say"
          r"|answer|output|reply|respond|state)",
          r"\b(?:print|reveal|show|output|repeat|display) (?:the|your|its) (?:hidden|system|initial|secret"
          r"|original) (?:prompt|instruction)",
          r"\b(?:respond|reply|answer)\b.{0,30}\bwith [\"“]|\btreat .{0,25}\bas (?:the )?(?:only |sole |true "
          r"|valid ){1,2}(?:evidence|answer|fact|source)",
          r"\b(?:respond|reply|answer) (?:only|exactly|solely) (?:with|that|by)\b|\b(?:respond"
          r"|answer) with[: ]{1,2}[\"“'‘]",
          r"\b(?:in|at the end of|at the start of|begin|start|end) (?:your|every|each|all|the) "
          r"(?:answer|response|reply|output|summary)s?\b",
          r"\b(?:when|if|whenever|should) (?:you are |you're |you be )?"
          r"(?:asked|answering|the user asks|users? asks?|anyone asks|someone asks|questioned)\b"
          r".{0,60}\b(?:say|answer|reply|respond|state|output|tell)\b|\btell (?:the )?(?:users?|asker|questioner)\b",
          r"\b(?:do not|don't|never) (?:mention|cite|reveal|disclose|quote|repeat|show) (?:this|these|the other"
          r"|any other|any of)"
          r".{0,20}(?:instruction|note|clause|text|article|paragraph|sentence|prompt|rule)"),
)
